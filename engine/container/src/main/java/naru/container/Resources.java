package naru.container;

import java.util.List;

/// Limits of a container; zero, -1 or empty means none. Memory is in bytes.
///
/// @param memory hard limit
/// @param memorySwap memory and swap together; -1 for unlimited swap, 0 for twice the memory
/// @param memoryReservation soft limit
/// @param nanoCpus billionths of a processor
/// @param cpuShares weight, 1024 is ordinary
/// @param cpuPeriod microseconds
/// @param cpuQuota microseconds per period
/// @param cpusetCpus such as `0-2,5`
/// @param cpusetMems memory nodes, such as `0`
/// @param pidsLimit number of processes; 0 or -1 for none
/// @param oomKillDisable kept and shown; of effect on cgroup v1 only
/// @param blkioWeight 10 to 1000
/// @param ulimits limits per process
/// @param devices device files of the host
/// @param deviceCgroupRules such as `c 1:3 mr`
/// @param cgroupParent cgroup under which the container's is made; empty for the instance's
/// @param disks what each disk may be used for
/// @param realTime time that is promised to processes of real-time scheduling
/// @param swappiness 0 to 100, -1 for the kernel's
public record Resources(
        long memory,
        long memorySwap,
        long memoryReservation,
        long nanoCpus,
        long cpuShares,
        long cpuPeriod,
        long cpuQuota,
        String cpusetCpus,
        String cpusetMems,
        long pidsLimit,
        boolean oomKillDisable,
        int blkioWeight,
        List<Ulimit> ulimits,
        List<Device> devices,
        List<String> deviceCgroupRules,
        String cgroupParent,
        Disks disks,
        RealTime realTime,
        int swappiness) {
    /// No limits.
    public static final Resources NONE =
            new Resources(0, 0, 0, 0, 0, 0, 0, "", "", 0, false, 0, List.of(), List.of(), List.of(), "");

    /// Without what is said of disks, real time and swapping.
    public Resources(
            long memory,
            long memorySwap,
            long memoryReservation,
            long nanoCpus,
            long cpuShares,
            long cpuPeriod,
            long cpuQuota,
            String cpusetCpus,
            String cpusetMems,
            long pidsLimit,
            boolean oomKillDisable,
            int blkioWeight,
            List<Ulimit> ulimits,
            List<Device> devices,
            List<String> deviceCgroupRules,
            String cgroupParent) {
        this(
                memory,
                memorySwap,
                memoryReservation,
                nanoCpus,
                cpuShares,
                cpuPeriod,
                cpuQuota,
                cpusetCpus,
                cpusetMems,
                pidsLimit,
                oomKillDisable,
                blkioWeight,
                ulimits,
                devices,
                deviceCgroupRules,
                cgroupParent,
                Disks.NONE,
                RealTime.NONE,
                -1);
    }

    /// What each disk may be used for.
    ///
    /// @param weights shares, 10 to 1000
    /// @param readBytes bytes read in a second
    /// @param writeBytes bytes written in a second
    /// @param reads reads in a second
    /// @param writes writes in a second
    public record Disks(
            List<Disk> weights, List<Disk> readBytes, List<Disk> writeBytes, List<Disk> reads, List<Disk> writes) {
        /// Nothing said.
        public static final Disks NONE = new Disks(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /// A disk, by the path of its device file, and a number for it.
    public record Disk(String path, long value) {}

    /// Microseconds of real time in each period of microseconds; zero for none.
    public record RealTime(long period, long runtime) {
        /// None.
        public static final RealTime NONE = new RealTime(0, 0);
    }

    /// A limit per process, named as `docker run --ulimit` names it, without `RLIMIT_`.
    public record Ulimit(String name, long soft, long hard) {}

    /// A device file of the host and what may be done with it (`rwm`).
    public record Device(String pathOnHost, String pathInContainer, String permissions) {}

    /// The same with a memory and a process limit.
    public Resources withLimits(long bytes, long pids) {
        return new Resources(
                bytes,
                memorySwap,
                memoryReservation,
                nanoCpus,
                cpuShares,
                cpuPeriod,
                cpuQuota,
                cpusetCpus,
                cpusetMems,
                pids,
                oomKillDisable,
                blkioWeight,
                ulimits,
                devices,
                deviceCgroupRules,
                cgroupParent,
                disks,
                realTime,
                swappiness);
    }
}
