package naru.container;

/// New limits over old ones: what the new ones leave out stays.
final class Limits {
    private Limits() {}

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
                old.cgroupParent());
    }

    private static long choose(long asked, long old) {
        return asked == 0 ? old : asked;
    }
}
