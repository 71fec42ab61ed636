package naru.container;

import naru.base.Fault;

/// Limits that make sense here, in Docker's words, and new ones over old ones.
final class Limits {
    private static final long LEAST_MEMORY = 6L << 20;
    private static final int LEAST_TIME = 1000;
    private static final int MOST_TIME = 1_000_000;

    private Limits() {}

    /// INVALID for what no container could run in.
    ///
    /// @param update the limits are new ones for a container that has some
    static void check(Resources resources, boolean update) {
        memory(resources, update);
        processors(resources);
        Processors.check(resources);
        require(
                resources.blkioWeight() == 0 || resources.blkioWeight() >= 10 && resources.blkioWeight() <= 1000,
                "Range of blkio weight is from 10 to 1000");
        require(
                resources.cpuShares() >= 0,
                "invalid CPU shares (" + resources.cpuShares() + "): value must be a positive integer");
    }

    private static void memory(Resources asked, boolean update) {
        long memory = asked.memory();
        require(memory == 0 || memory >= LEAST_MEMORY, "Minimum memory limit allowed is 6MB");
        require(
                memory <= 0 || asked.memorySwap() <= 0 || asked.memorySwap() >= memory,
                "Minimum memoryswap limit should be larger than memory limit, see usage");
        require(
                memory != 0 || asked.memorySwap() <= 0 || update,
                "You should always set the Memory limit when using Memoryswap limit, see usage");
        require(
                asked.swappiness() >= -1 && asked.swappiness() <= 100,
                "Invalid value: " + asked.swappiness() + ", valid memory swappiness range is 0-100");
        require(
                asked.memoryReservation() <= 0 || asked.memoryReservation() >= LEAST_MEMORY,
                "Minimum memory reservation allowed is 6MB");
        require(
                memory <= 0 || memory >= asked.memoryReservation(),
                "Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static void processors(Resources asked) {
        require(
                asked.nanoCpus() <= 0 || asked.cpuPeriod() <= 0,
                "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        require(
                asked.nanoCpus() <= 0 || asked.cpuQuota() <= 0,
                "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        long processors = Processors.count();
        require(
                asked.nanoCpus() >= 0 && asked.nanoCpus() <= processors * 1_000_000_000L,
                "Range of CPUs is from 0.01 to " + processors + ".00, as there are only " + processors
                        + " CPUs available");
        require(
                asked.cpuPeriod() == 0 || asked.cpuPeriod() >= LEAST_TIME && asked.cpuPeriod() <= MOST_TIME,
                "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        require(
                asked.cpuQuota() <= 0 || asked.cpuQuota() >= LEAST_TIME,
                "CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw Fault.invalid(otherwise);
        }
    }

    /// What the new ones leave out stays.
    static Resources over(Resources old, Resources asked) {
        return new Resources(
                choose(asked.memory(), old.memory()),
                choose(asked.memorySwap(), old.memorySwap()),
                choose(asked.memoryReservation(), old.memoryReservation()),
                choose(asked.nanoCpus(), old.nanoCpus()),
                choose(asked.cpuShares(), old.cpuShares()),
                choose(asked.cpuPeriod(), old.cpuPeriod()),
                choose(asked.cpuQuota(), old.cpuQuota()),
                asked.cpusetCpus().isEmpty() ? old.cpusetCpus() : asked.cpusetCpus(),
                asked.cpusetMems().isEmpty() ? old.cpusetMems() : asked.cpusetMems(),
                choose(asked.pidsLimit(), old.pidsLimit()),
                old.oomKillDisable(),
                asked.blkioWeight() == 0 ? old.blkioWeight() : asked.blkioWeight(),
                old.ulimits(),
                old.devices(),
                old.deviceCgroupRules(),
                old.cgroupParent(),
                old.disks(),
                new Resources.RealTime(
                        choose(asked.realTime().period(), old.realTime().period()),
                        choose(asked.realTime().runtime(), old.realTime().runtime())),
                old.swappiness());
    }

    private static long choose(long asked, long old) {
        return asked == 0 ? old : asked;
    }
}
