package naru.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Finds out whether a command can be executed in a container before it is tried, for the one case in which nobody
/// would say why not: conmon keeps silent when the runtime refuses a command with a terminal.
final class Executable {
    private static final int ANY_EXECUTE = 0111;

    private Executable() {}

    /// INVALID in Docker's words for a command that is not there or not executable.
    ///
    /// @param environment `NAME=value`, for PATH
    /// @param cwd folder in the container for a command with a slash that is not absolute
    static void require(Path rootfs, String command, List<String> environment, String cwd) {
        try (InRoot root = InRoot.open(rootfs)) {
            if (command.contains("/")) {
                requireFile(root, command, Path.of("/", cwd).resolve(command).toString());
                return;
            }
            for (String folder : path(environment).split(":")) {
                if (isExecutable(find(root, folder + "/" + command))) {
                    return;
                }
            }
        }
        throw refusal(command, "executable file not found in $PATH");
    }

    private static void requireFile(InRoot root, String command, String path) {
        Optional<Stat> found = find(root, path);
        if (found.isEmpty()) {
            throw refusal(command, "stat " + command + ": no such file or directory");
        }
        if (!isExecutable(found)) {
            throw refusal(command, "permission denied");
        }
    }

    private static String path(List<String> environment) {
        return environment.stream()
                .filter(variable -> variable.startsWith("PATH="))
                .reduce("", (_, last) -> last)
                .replaceFirst("^PATH=", "");
    }

    /// What is at a path, links followed inside the root.
    private static Optional<Stat> find(InRoot root, String path) {
        try {
            return Optional.of(root.stat(root.resolve(path)));
        } catch (Errno e) {
            return Optional.empty();
        }
    }

    private static boolean isExecutable(Optional<Stat> file) {
        return file.filter(stat -> stat.type() == Stat.Type.FILE && (stat.permissions() & ANY_EXECUTE) != 0)
                .isPresent();
    }

    private static Fault refusal(String command, String why) {
        return Fault.invalid("OCI runtime exec failed: exec failed: unable to start container process: exec: \""
                + command + "\": " + why);
    }
}
