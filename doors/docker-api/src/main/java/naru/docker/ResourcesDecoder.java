package naru.docker;

import java.util.List;
import naru.container.Resources;
import org.jspecify.annotations.Nullable;

/// From a host's part to limits.
final class ResourcesDecoder {
    /// What an update changes, by the names of its body.
    static final List<String> CHANGED = List.of(
            "CpuShares",
            "Memory",
            "BlkioWeight",
            "CpuPeriod",
            "CpuQuota",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "CpusetCpus",
            "CpusetMems",
            "MemoryReservation",
            "MemorySwap",
            "NanoCpus",
            "PidsLimit",
            "RestartPolicy",
            "RestartPolicy.Name",
            "RestartPolicy.MaximumRetryCount");

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
                Absent.text(host.cgroupParent()),
                disks(host),
                new Resources.RealTime(host.cpuRealtimePeriod(), host.cpuRealtimeRuntime()),
                host.memorySwappiness() == null ? -1 : host.memorySwappiness().intValue());
    }

    private static Resources.Disks disks(HostBody host) {
        return new Resources.Disks(
                Absent.list(host.blkioWeightDevice()).stream()
                        .map(disk -> new Resources.Disk(Absent.text(disk.path()), disk.weight()))
                        .toList(),
                rates(host.blkioDeviceReadBps()),
                rates(host.blkioDeviceWriteBps()),
                rates(host.blkioDeviceReadIops()),
                rates(host.blkioDeviceWriteIops()));
    }

    private static List<Resources.Disk> rates(@Nullable List<HostBody.RateBody> rates) {
        return Absent.list(rates).stream()
                .map(rate -> new Resources.Disk(Absent.text(rate.path()), rate.rate()))
                .toList();
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
                old.oomKillDisable(),
                (int) or(asked.blkioWeight(), old.blkioWeight()),
                old.ulimits(),
                old.devices(),
                old.deviceCgroupRules(),
                old.cgroupParent(),
                old.disks(),
                new Resources.RealTime(
                        or(asked.realTime().period(), old.realTime().period()),
                        or(asked.realTime().runtime(), old.realTime().runtime())),
                old.swappiness());
    }

    private static long or(long asked, long old) {
        return asked == 0 ? old : asked;
    }
}
