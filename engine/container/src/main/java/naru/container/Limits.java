package naru.container;

import naru.base.Fault;

/// Limits that make sense here, and new ones over old ones.
final class Limits {
    private static final long LEAST_MEMORY = 6L << 20;

    private Limits() {}

    /// INVALID for what no container could run in.
    static void check(Resources resources) {
        if (resources.memory() != 0 && resources.memory() < LEAST_MEMORY) {
            throw Fault.invalid("Minimum memory limit allowed is 6MB");
        }
        long processors = java.lang.Runtime.getRuntime().availableProcessors();
        if (resources.nanoCpus() > processors * 1_000_000_000L) {
            throw Fault.invalid("range of CPUs is from 0.01 to " + processors + ".00, as there are only " + processors
                    + " CPUs available");
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
