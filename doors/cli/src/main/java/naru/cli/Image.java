package naru.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import naru.base.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `naru image`: what docker has no command for.
@Command(
        name = "image",
        description = "Make images where no public registry is reached.",
        footer = {"%nExamples:", "  naru image bootstrap debian:bookworm"})
final class Image extends Group {

    static CommandLine line(Root root) {
        return of(new Image(), "bootstrap", new Bootstrap(root));
    }

    /// `naru image bootstrap`.
    @Command(
            name = "bootstrap",
            description = "Make a base image from Debian's signed packages, from the mirror that this machine uses.",
            footer = {"%nExamples:", "  naru image bootstrap debian:bookworm", "  docker run --rm debian:bookworm date"
            })
    static final class Bootstrap implements Callable<Integer> {
        private static final String FAILED = "error: ";

        private final Root root;

        @Parameters(paramLabel = "NAME", description = "debian:SUITE, for example debian:bookworm.")
        private String name = "";

        Bootstrap(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            new Api(root.instance()).lines("POST", "/images/bootstrap", Map.of("name", name), this::tell);
            return Exit.OK;
        }

        /// The answer begins before anything can fail: a failure is its last line.
        private void tell(String line) {
            if (line.startsWith(FAILED)) {
                throw Fault.unavailable(line.substring(FAILED.length()), null);
            }
            root.out.println(line);
        }
    }
}
