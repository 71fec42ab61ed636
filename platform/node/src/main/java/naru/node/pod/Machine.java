package naru.node.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Fault;

/// What the machine has.
///
/// @param processors how many
/// @param memory bytes
/// @param disk bytes of the file system under the data folder
record Machine(int processors, long memory, long disk) {
    private static final long KIBI = 1024;

    static Machine of(Path data) {
        try {
            Files.createDirectories(data);
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    meminfo("MemTotal:"),
                    Files.getFileStore(data).getTotalSpace());
        } catch (IOException e) {
            throw Fault.internal("cannot see what this machine has: " + e.getMessage(), e);
        }
    }

    /// Bytes that /proc/meminfo tells under a name, 0 if it does not.
    static long meminfo(String name) {
        return line(Path.of("/proc/meminfo"), name)
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI)
                .orElse(0L);
    }

    /// A value of os-release(5), or another.
    static String release(String name, String otherwise) {
        return line(Path.of("/etc/os-release"), name + "=")
                .map(line -> line.substring(name.length() + 1).replace("\"", ""))
                .orElse(otherwise);
    }

    /// The text of a small file, or empty.
    static String text(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            return ""; // not every machine has it
        }
    }

    private static java.util.Optional<String> line(Path file, String beginning) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(beginning)).findFirst();
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }
}
