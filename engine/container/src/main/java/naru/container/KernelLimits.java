package naru.container;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.linux.Cgroups;

/// Limits that this machine's kernel has not got: a container starts without them, and whoever asked is warned.
public final class KernelLimits {
    private static final boolean V2 = Cgroups.layout() == Cgroups.Layout.V2;
    private static final boolean DISK_WEIGHTS = V2 || Files.exists(Path.of("/sys/fs/cgroup/blkio/blkio.weight"));

    private KernelLimits() {}

    /// What is asked for and cannot be, one sentence each.
    public static List<String> warnings(Resources asked) {
        List<String> warnings = new ArrayList<>();
        if (V2 && asked.swappiness() >= 0) {
            warnings.add("Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. "
                    + "Memory swappiness discarded.");
        }
        if (V2 && asked.oomKillDisable()) {
            warnings.add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
        } else if (asked.oomKillDisable() && asked.memory() == 0) {
            warnings.add("OOM killer is disabled for the container, but no memory limit is set, this can result in the "
                    + "system running out of resources.");
        }
        if (!DISK_WEIGHTS && asked.blkioWeight() > 0) {
            warnings.add(
                    "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
        }
        if (!DISK_WEIGHTS && !asked.disks().weights().isEmpty()) {
            warnings.add("Your kernel does not support Block I/O weight_device or the cgroup is not mounted. "
                    + "Weight-device discarded.");
        }
        return warnings;
    }

    /// Without what the kernel has not got.
    static Resources possible(Resources asked) {
        Resources.Disks disks = asked.disks();
        return new Resources(
                asked.memory(),
                asked.memorySwap(),
                asked.memoryReservation(),
                asked.nanoCpus(),
                asked.cpuShares(),
                asked.cpuPeriod(),
                asked.cpuQuota(),
                asked.cpusetCpus(),
                asked.cpusetMems(),
                asked.pidsLimit(),
                !V2 && asked.oomKillDisable(),
                DISK_WEIGHTS ? asked.blkioWeight() : 0,
                asked.ulimits(),
                asked.devices(),
                asked.deviceCgroupRules(),
                asked.cgroupParent(),
                DISK_WEIGHTS
                        ? disks
                        : new Resources.Disks(
                                List.of(), disks.readBytes(), disks.writeBytes(), disks.reads(), disks.writes()),
                asked.realTime(),
                V2 ? -1 : asked.swappiness());
    }
}
