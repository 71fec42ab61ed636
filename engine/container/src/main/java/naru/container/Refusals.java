package naru.container;

import java.util.Locale;
import naru.base.Fault;

/// What the runtime says when it cannot start a process, in Docker's words: clients make exit codes 126 and 127 of
/// them.
final class Refusals {
    private static final String PREFIX =
            "failed to create task for container: failed to create shim task: OCI runtime" + " create failed: ";

    /// Exit code of a command that is not there.
    static final int NOT_FOUND = 127;
    /// Exit code of a command that cannot be executed.
    static final int NOT_EXECUTABLE = 126;

    private Refusals() {}

    /// A fault of kind INVALID, whose message tells "not found" and "not executable" apart.
    static Fault explain(String output) {
        String message = Runtime.message(output);
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("executable file") && lower.contains("not found") && !lower.contains("exec: ")) {
            message = message.replaceFirst(
                    "(?i)executable file `?([^`]*)`? not found.*",
                    "exec: \"$1\": executable file not found in \\$PATH");
        }
        if (!message.contains("permission denied")
                && (lower.contains("not permitted") || lower.contains("permission denied"))) {
            message += ": permission denied"; // clients look for these words
        }
        return Fault.invalid(PREFIX + message);
    }

    /// Docker's exit code of a command that could not be started: 127 not found, 126 not executable, 128 otherwise.
    static int exitCode(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("not found") || lower.contains("no such file")) {
            return 127;
        }
        return lower.contains("permission denied")
                        || lower.contains("operation not permitted")
                        || lower.contains("is a directory")
                        || lower.contains("not executable")
                ? 126
                : 128;
    }

    /// The exit code of a further command that could not be started: 127 not found, 126 for all else.
    static int commandExitCode(String message) {
        int code = exitCode(message);
        return code == 128 ? NOT_EXECUTABLE : code;
    }
}
