package naru.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What `info` says about the machine.
final class Host {
    private Host() {}

    static String kernel() {
        return System.getProperty("os.version", "");
    }

    /// The processor as uname(2) names it.
    static String machine() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64" -> "x86_64";
            case String other -> other;
        };
    }

    /// The processor as Go names it.
    static String architecture() {
        return switch (System.getProperty("os.arch", "")) {
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    /// A value of /etc/os-release, or an empty text.
    static String release(String key) {
        return lines("/etc/os-release")
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    /// Bytes of memory.
    static long memory() {
        return lines("/proc/meminfo")
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0L);
    }

    /// Whether cgroups are version 2 alone.
    static boolean cgroup2() {
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    }

    /// Whether a switch under /proc/sys is on.
    static boolean on(String file) {
        return lines("/proc/sys/" + file).findFirst().map("1"::equals).orElse(false);
    }

    private static java.util.stream.Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream();
        } catch (IOException e) {
            return java.util.stream.Stream.empty(); // not on this machine
        }
    }
}
