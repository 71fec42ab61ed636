/// The command line: options, what people and scripts read, exit codes. It asks the daemon over RUN/naru.sock and
/// leaves everything else to the [naru.cli.Launch] that the application hands in.
@NullMarked
package naru.cli;

import org.jspecify.annotations.NullMarked;
