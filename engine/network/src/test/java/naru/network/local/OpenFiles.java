package naru.network.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process has open (proc_pid_fd(5)).
final class OpenFiles {
    private OpenFiles() {}

    /// How many descriptors are of some kinds, such as `pipe:`.
    static long count(String... kinds) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(OpenFiles::leadsTo)
                    .filter(place -> Stream.of(kinds).anyMatch(place::startsWith))
                    .count();
        }
    }

    private static String leadsTo(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException _) {
            return ""; // gone
        }
    }
}
