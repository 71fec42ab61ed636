package naru.docker;

import naru.container.Resources;

/// From a host's part to limits.
final class ResourcesDecoder {
    private ResourcesDecoder() {}

    static Resources resources(HostBody host) {
        return new Resources(
                host.memory(),
                host.memorySwap(),
                host.memoryReservation(),
                host.nanoCpus(),
                host.cpuShares(),
                host.cpuPeriod(),
                host.cpuQuota(),
                Absent.text(host.cpusetCpus()),
                Absent.text(host.cpusetMems()),
                Absent.number(host.pidsLimit()),
                Boolean.TRUE.equals(host.oomKillDisable()),
                host.blkioWeight(),
                Absent.list(host.ulimits()).stream()
                        .map(u -> new Resources.Ulimit(Absent.text(u.name()), u.soft(), u.hard()))
                        .toList(),
                Absent.list(host.devices()).stream()
                        .map(d -> new Resources.Device(
                                Absent.text(d.pathOnHost()),
                                Absent.text(d.pathInContainer()),
                                Absent.text(d.cgroupPermissions())))
                        .toList(),
                Absent.list(host.deviceCgroupRules()),
                Absent.text(host.cgroupParent()));
    }

    /// Limits with those replaced that an update names; what it leaves at zero stays.
    static Resources changed(Resources old, HostBody host) {
        Resources asked = resources(host);
        return new Resources(
                or(asked.memory(), old.memory()),
                or(asked.memorySwap(), old.memorySwap()),
                or(asked.memoryReservation(), old.memoryReservation()),
                or(asked.nanoCpus(), old.nanoCpus()),
                or(asked.cpuShares(), old.cpuShares()),
                or(asked.cpuPeriod(), old.cpuPeriod()),
                or(asked.cpuQuota(), old.cpuQuota()),
                asked.cpusetCpus().isEmpty() ? old.cpusetCpus() : asked.cpusetCpus(),
                asked.cpusetMems().isEmpty() ? old.cpusetMems() : asked.cpusetMems(),
                or(asked.pidsLimit(), old.pidsLimit()),
                host.oomKillDisable() == null ? old.oomKillDisable() : host.oomKillDisable(),
                (int) or(asked.blkioWeight(), old.blkioWeight()),
                asked.ulimits().isEmpty() ? old.ulimits() : asked.ulimits(),
                asked.devices().isEmpty() ? old.devices() : asked.devices(),
                asked.deviceCgroupRules().isEmpty() ? old.deviceCgroupRules() : asked.deviceCgroupRules(),
                old.cgroupParent());
    }

    private static long or(long asked, long old) {
        return asked == 0 ? old : asked;
    }
}
