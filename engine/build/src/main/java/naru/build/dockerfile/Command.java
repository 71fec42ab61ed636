package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// What RUN, CMD, ENTRYPOINT and HEALTHCHECK execute.
public sealed interface Command {
    /// A program and its arguments, without a shell: the JSON form.
    record Exec(List<String> words) implements Command {
        /// Copies the words.
        public Exec {
            words = List.copyOf(words);
        }
    }

    /// A line for the stage's shell.
    record Shell(String line) implements Command {}

    /// The words to execute, given the shell of the moment.
    default List<String> words(List<String> shell) {
        return switch (this) {
            case Exec exec -> exec.words();
            case Shell line -> {
                var words = new ArrayList<>(shell);
                words.add(line.line());
                yield List.copyOf(words);
            }
        };
    }
}
