package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads counters of control groups of either version and of /proc.
final class UsageReader {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final long TICK =
            10_000_000; // nanoseconds of one of the 100 ticks per second that /proc/stat counts
    private static final List<String> COUNTERS = List.of("bytes", "packets", "errors", "dropped");

    private final Path process;
    private final Map<String, String> groups = new LinkedHashMap<>();

    UsageReader(int pid) {
        process = Path.of("/proc", Integer.toString(pid));
        for (String line : lines(process.resolve("cgroup"))) {
            String[] parts = line.split(":", 3);
            for (String controller : parts[1].split(",", -1)) {
                groups.put(controller, parts[2]);
            }
        }
    }

    Usage read() {
        boolean second = !groups.containsKey("memory");
        Map<String, Long> cpu = second ? counts(file("", "cpu.stat")) : Map.of();
        Map<String, Long> old = second ? Map.of() : counts(file("cpuacct", "cpuacct.stat"));
        long limit = number(second ? file("", "memory.max") : file("memory", "memory.limit_in_bytes"));
        long machine = machineMemory();
        return new Usage(
                Instant.now(),
                second ? cpu.getOrDefault("usage_usec", 0L) * 1000 : number(file("cpuacct", "cpuacct.usage")),
                second ? cpu.getOrDefault("user_usec", 0L) * 1000 : old.getOrDefault("user", 0L) * TICK,
                second ? cpu.getOrDefault("system_usec", 0L) * 1000 : old.getOrDefault("system", 0L) * TICK,
                machineNanos(),
                java.lang.Runtime.getRuntime().availableProcessors(),
                throttling(second ? cpu : counts(file("cpu", "cpu.stat")), second),
                number(second ? file("", "memory.current") : file("memory", "memory.usage_in_bytes")),
                number(second ? file("", "memory.peak") : file("memory", "memory.max_usage_in_bytes")),
                limit == 0 || limit > machine ? machine : limit,
                counts(second ? file("", "memory.stat") : file("memory", "memory.stat")),
                second,
                number(second ? file("", "pids.current") : file("pids", "pids.current")),
                number(second ? file("", "pids.max") : file("pids", "pids.max")),
                disk(second, "rbytes", "Read"),
                disk(second, "wbytes", "Write"),
                network());
    }

    private Path file(String controller, String name) {
        String group = groups.getOrDefault(controller, "");
        Path base = controller.isEmpty() ? ROOT : ROOT.resolve(controller);
        return base.resolve(group.replaceFirst("^/+", "")).resolve(name);
    }

    private static Map<String, Long> throttling(Map<String, Long> stat, boolean second) {
        long time = second ? stat.getOrDefault("throttled_usec", 0L) * 1000 : stat.getOrDefault("throttled_time", 0L);
        return Map.of(
                "periods", stat.getOrDefault("nr_periods", 0L),
                "throttled_periods", stat.getOrDefault("nr_throttled", 0L),
                "throttled_time", time);
    }

    private long disk(boolean second, String key, String word) {
        long sum = 0;
        Path file = second ? file("", "io.stat") : file("blkio", "blkio.throttle.io_service_bytes_recursive");
        for (String line : lines(file)) {
            for (String field : line.split(" ")) {
                if (second && field.startsWith(key + "=")) {
                    sum += parse(field.substring(key.length() + 1));
                }
            }
            if (!second && line.contains(" " + word + " ")) {
                sum += parse(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    private Map<String, Map<String, Long>> network() {
        Map<String, Map<String, Long>> interfaces = new LinkedHashMap<>();
        for (String line : lines(process.resolve("net/dev"))) {
            String[] parts = line.strip().split("[:\\s]+");
            if (line.indexOf(':') > 0 && parts.length >= 13 && !parts[0].equals("lo")) {
                Map<String, Long> counters = new LinkedHashMap<>();
                for (int i = 0; i < COUNTERS.size(); i++) {
                    counters.put("rx_" + COUNTERS.get(i), parse(parts[1 + i]));
                    counters.put("tx_" + COUNTERS.get(i), parse(parts[9 + i]));
                }
                interfaces.put(parts[0], counters);
            }
        }
        return interfaces;
    }

    private static long machineNanos() {
        long ticks = 0;
        String[] parts = lines(Path.of("/proc/stat")).getFirst().split("\\s+");
        for (int i = 1; i < Math.min(parts.length, 9); i++) {
            ticks += parse(parts[i]);
        }
        return ticks * TICK;
    }

    private static long machineMemory() {
        return lines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> parse(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    private static Map<String, Long> counts(Path file) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String line : lines(file)) {
            String[] parts = line.split(" ");
            if (parts.length == 2) {
                counts.put(parts[0], parse(parts[1]));
            }
        }
        return counts;
    }

    private static long number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? 0 : parse(lines.getFirst());
    }

    /// A count; `max` is 0, as no limit is.
    private static long parse(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : text.matches("[0-9]{19,}") ? Long.MAX_VALUE : 0;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // the process is gone, or this kernel does not count that
        }
    }
}
