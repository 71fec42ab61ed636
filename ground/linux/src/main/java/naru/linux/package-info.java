/// Every native call that Naru makes, named as the kernel names it. Only this package uses java.lang.foreign.
@NullMarked
package naru.linux;

import org.jspecify.annotations.NullMarked;
