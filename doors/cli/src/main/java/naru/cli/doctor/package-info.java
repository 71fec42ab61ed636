/// `naru doctor`: every requirement tried for real, and for each failure the command that mends it.
@NullMarked
package naru.cli.doctor;

import org.jspecify.annotations.NullMarked;
