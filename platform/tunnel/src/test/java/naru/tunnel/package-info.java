@NullMarked
package naru.tunnel;

import org.jspecify.annotations.NullMarked;
