package naru.container;

import java.time.Instant;
import java.util.Map;

/// What a container's processes have used, at one moment. Immutable.
///
/// @param time when it was read
/// @param cpuNanos processor time, in nanoseconds
/// @param cpuUserNanos of it in user mode
/// @param cpuSystemNanos of it in the kernel
/// @param machineNanos processor time of the whole machine since its start, idle time included
/// @param processors of the machine
/// @param throttling `periods`, `throttled_periods`, `throttled_time` (nanoseconds)
/// @param memory bytes in use, file cache included
/// @param memoryPeak most bytes ever, 0 if unknown
/// @param memoryLimit bytes, the machine's if there is no limit
/// @param memoryDetail the kernel's own words and counts (memory.stat)
/// @param cgroup2 whether those words are of cgroup version 2
/// @param processes how many
/// @param processLimit how many there may be, 0 for no limit
/// @param readBytes read from disks
/// @param writtenBytes written to disks
/// @param network counters by interface: `rx_bytes`, `rx_packets`, `rx_errors`, `rx_dropped` and the same with `tx_`
public record Usage(
        Instant time,
        long cpuNanos,
        long cpuUserNanos,
        long cpuSystemNanos,
        long machineNanos,
        int processors,
        Map<String, Long> throttling,
        long memory,
        long memoryPeak,
        long memoryLimit,
        Map<String, Long> memoryDetail,
        boolean cgroup2,
        long processes,
        long processLimit,
        long readBytes,
        long writtenBytes,
        Map<String, Map<String, Long>> network) {
    /// Copies the maps.
    public Usage {
        throttling = Map.copyOf(throttling);
        memoryDetail = Map.copyOf(memoryDetail);
        network = Map.copyOf(network);
    }

    /// What the control groups of a process and its network namespace say; zeros for what they do not.
    ///
    /// @param pid of the container's first process, in the host's numbers
    public static Usage of(int pid) {
        return new UsageReader(pid).read();
    }
}
