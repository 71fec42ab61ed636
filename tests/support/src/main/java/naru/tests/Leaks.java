package naru.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an instance has left in the kernel: mounts, processes, cgroups, packet rules and interfaces that carry its
/// folder or its id.
final class Leaks {
    private static final int CGROUP_DEPTH = 4;

    private Leaks() {}

    /// One line per thing left.
    ///
    /// @param host the words that run a program where its network is
    static List<String> of(Path base, String instanceId, List<String> host) {
        List<String> left = new ArrayList<>();
        try {
            try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
                mounts.filter(line -> line.contains(base.toString())).forEach(line -> left.add("mount " + line));
            }
            processes(base, left);
            cgroups(instanceId, left);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        grep(on(host, "nft", "list", "tables"), instanceId, "packet rules ", left);
        grep(on(host, "ip", "-o", "link"), instanceId, "interface ", left);
        return left;
    }

    private static List<String> on(List<String> host, String... words) {
        List<String> line = new ArrayList<>(host);
        line.addAll(List.of(words));
        return line;
    }

    private static void processes(Path base, List<String> left) throws IOException {
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String line = commandLine(process);
                if (line.contains(base.toString())
                        && !process.getFileName().toString().equals(String.valueOf(self))) {
                    left.add("process " + process.getFileName() + " " + line);
                }
            }
        }
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    /// Other tests' groups come and go meanwhile.
    private static void cgroups(String instanceId, List<String> left) throws IOException {
        Files.walkFileTree(Path.of("/sys/fs/cgroup"), Set.of(), CGROUP_DEPTH + 1, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (String.valueOf(path.getFileName()).contains(instanceId)) {
                    left.add("cgroup " + path);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void grep(List<String> words, String needle, String kind, List<String> left) {
        Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(10))
                .out()
                .lines()
                .filter(line -> line.contains(needle))
                .forEach(line -> left.add(kind + line));
    }
}
