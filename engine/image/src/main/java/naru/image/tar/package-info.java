/// Tar archives as images use them: POSIX with PAX and GNU extensions.
@NullMarked
package naru.image.tar;

import org.jspecify.annotations.NullMarked;
