@NullMarked
package naru.app.deploy;

import org.jspecify.annotations.NullMarked;
