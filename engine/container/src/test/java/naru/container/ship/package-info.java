/// Tests of where output is sent.
@NullMarked
package naru.container.ship;

import org.jspecify.annotations.NullMarked;
