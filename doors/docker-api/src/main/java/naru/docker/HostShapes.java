package naru.docker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import naru.container.Container;
import naru.container.ContainerSpec;
import naru.container.Isolation;
import naru.container.MountSpec;
import naru.container.Networking;
import naru.container.Resources;
import naru.container.Storage;
import naru.linux.Cgroups;
import org.jspecify.annotations.Nullable;

/// The `HostConfig` object of a container, and its mounts.
final class HostShapes {
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private HostShapes() {}

    /// The mode as Docker shows it.
    static String networkMode(Networking networking) {
        return networking.mode().equals("default") ? "bridge" : networking.mode();
    }

    static Shape of(Container container) {
        ContainerSpec spec = container.spec();
        Shape shape = Shape.of();
        first(shape, spec);
        isolation(shape, spec.isolation(), spec.networking(), spec.storage(), links(container));
        resources(shape, spec.resources());
        Isolation isolation = spec.isolation();
        return shape.withIf(!spec.storage().mounts().isEmpty(), "Mounts", mounts(spec.storage()))
                .with(
                        "MaskedPaths",
                        isolation.privileged()
                                ? null
                                : isolation.maskedPaths() == null ? MASKED : isolation.maskedPaths())
                .with(
                        "ReadonlyPaths",
                        isolation.privileged()
                                ? null
                                : isolation.readonlyPaths() == null ? READ_ONLY : isolation.readonlyPaths());
    }

    private static void first(Shape shape, ContainerSpec spec) {
        Storage storage = spec.storage();
        shape.with("Binds", Absent.nullIfEmpty(storage.binds()))
                .with("ContainerIDFile", "")
                .with(
                        "LogConfig",
                        Shape.of()
                                .with("Type", spec.log().type())
                                .with("Config", spec.log().options()))
                .with("NetworkMode", networkMode(spec.networking()))
                .with("PortBindings", Ports.asked(spec.networking().ports()))
                .with(
                        "RestartPolicy",
                        Shape.of()
                                .with("Name", spec.restart().rule().text())
                                .with("MaximumRetryCount", spec.restart().maximumRetries()))
                .with("AutoRemove", spec.autoRemove())
                .with("VolumeDriver", storage.volumeDriver())
                .with("VolumesFrom", Absent.nullIfEmpty(storage.volumesFrom()))
                .with(
                        "ConsoleSize",
                        List.of(
                                spec.config().further().rows(),
                                spec.config().further().columns()))
                .withIf(!spec.annotations().isEmpty(), "Annotations", spec.annotations());
    }

    /// Links as Docker shows them: `/other:/own/alias`.
    private static @Nullable List<String> links(Container container) {
        return Absent.nullIfEmpty(container.spec().networking().links().stream()
                .map(words -> words.split(":", 2))
                .map(parts -> "/" + parts[0] + ":/" + container.name() + "/" + parts[1])
                .toList());
    }

    /// What containers are called by the links of others, `/parent/alias`, by their names.
    static Map<String, List<String>> names(List<Container> all) {
        Map<String, List<String>> names = new HashMap<>();
        for (Container parent : all) {
            for (String words : parent.spec().networking().links()) {
                int cut = words.indexOf(':');
                names.computeIfAbsent(words.substring(0, cut), _ -> new ArrayList<>())
                        .add("/" + parent.name() + "/" + words.substring(cut + 1));
            }
        }
        return names;
    }

    /// With what Docker adds for containers that are hardly kept apart.
    private static List<String> securityOptions(Isolation isolation) {
        List<String> asked = isolation.securityOpt();
        boolean open = isolation.privileged()
                || isolation.pidMode().equals("host")
                || isolation.ipcMode().equals("host");
        if (!open || asked.stream().anyMatch(option -> option.startsWith("label"))) {
            return asked;
        }
        return Stream.concat(asked.stream(), Stream.of("label=disable")).toList();
    }

    private static String cgroupns(Isolation isolation) {
        return isolation.hasCgroupNamespace(Cgroups.layout()) ? "private" : "host";
    }

    private static void isolation(
            Shape shape, Isolation isolation, Networking networking, Storage storage, @Nullable List<String> links) {
        shape.with("CapAdd", Absent.nullIfEmpty(isolation.capAdd()))
                .with("CapDrop", Absent.nullIfEmpty(isolation.capDrop()))
                .with("CgroupnsMode", cgroupns(isolation))
                .with("Dns", networking.dns())
                .with("DnsOptions", networking.dnsOptions())
                .with("DnsSearch", networking.dnsSearch())
                .with("ExtraHosts", Absent.nullIfEmpty(networking.extraHosts()))
                .with("GroupAdd", Absent.nullIfEmpty(isolation.groupAdd()))
                .with("IpcMode", isolation.ipcMode().isEmpty() ? "private" : isolation.ipcMode())
                .with("Cgroup", "")
                .with("Links", links)
                .with("OomScoreAdj", isolation.oomScoreAdj())
                .with("PidMode", isolation.pidMode())
                .with("Privileged", isolation.privileged())
                .with("PublishAllPorts", networking.publishAll())
                .with("ReadonlyRootfs", storage.readonlyRootfs())
                .with("SecurityOpt", Absent.nullIfEmpty(securityOptions(isolation)))
                .withIf(!storage.tmpfs().isEmpty(), "Tmpfs", storage.tmpfs())
                .with("UTSMode", isolation.utsMode())
                .with("UsernsMode", isolation.usernsMode())
                .with("ShmSize", storage.shmSize() == 0 ? 64L << 20 : storage.shmSize())
                .withIf(!isolation.sysctls().isEmpty(), "Sysctls", isolation.sysctls())
                .with("Runtime", isolation.runtime())
                .withIf(isolation.init(), "Init", true)
                .with("Isolation", "");
    }

    private static void resources(Shape shape, Resources resources) {
        shape.with("CpuShares", resources.cpuShares())
                .with("Memory", resources.memory())
                .with("NanoCpus", resources.nanoCpus())
                .with("CgroupParent", resources.cgroupParent())
                .with("BlkioWeight", resources.blkioWeight());
        disks(shape, resources.disks());
        shape.with("CpuPeriod", resources.cpuPeriod())
                .with("CpuQuota", resources.cpuQuota())
                .with("CpuRealtimePeriod", resources.realTime().period())
                .with("CpuRealtimeRuntime", resources.realTime().runtime())
                .with("CpusetCpus", resources.cpusetCpus())
                .with("CpusetMems", resources.cpusetMems())
                .with(
                        "Devices",
                        resources.devices().stream().map(HostShapes::device).toList())
                .with("DeviceCgroupRules", Absent.nullIfEmpty(resources.deviceCgroupRules()))
                .with("DeviceRequests", null)
                .with("MemoryReservation", resources.memoryReservation())
                .with("MemorySwap", swap(resources))
                .with("MemorySwappiness", resources.swappiness() < 0 ? null : resources.swappiness())
                .with("OomKillDisable", resources.oomKillDisable())
                .with("PidsLimit", resources.pidsLimit() == 0 ? null : resources.pidsLimit())
                .with(
                        "Ulimits",
                        resources.ulimits().stream().map(HostShapes::ulimit).toList())
                .with("CpuCount", 0)
                .with("CpuPercent", 0)
                .with("IOMaximumIOps", 0)
                .with("IOMaximumBandwidth", 0);
    }

    private static void disks(Shape shape, Resources.Disks disks) {
        shape.with("BlkioWeightDevice", rates(disks.weights(), "Weight"))
                .with("BlkioDeviceReadBps", rates(disks.readBytes(), "Rate"))
                .with("BlkioDeviceWriteBps", rates(disks.writeBytes(), "Rate"))
                .with("BlkioDeviceReadIOps", rates(disks.reads(), "Rate"))
                .with("BlkioDeviceWriteIOps", rates(disks.writes(), "Rate"));
    }

    private static List<Shape> rates(List<Resources.Disk> disks, String name) {
        return disks.stream()
                .map(disk -> Shape.of().with("Path", disk.path()).with(name, disk.value()))
                .toList();
    }

    private static long swap(Resources resources) {
        return resources.memory() > 0 && resources.memorySwap() == 0 ? 2 * resources.memory() : resources.memorySwap();
    }

    private static Shape device(Resources.Device device) {
        return Shape.of()
                .with("PathOnHost", device.pathOnHost())
                .with("PathInContainer", device.pathInContainer())
                .with("CgroupPermissions", device.permissions());
    }

    private static Shape ulimit(Resources.Ulimit ulimit) {
        return Shape.of()
                .with("Name", ulimit.name())
                .with("Hard", ulimit.hard())
                .with("Soft", ulimit.soft());
    }

    private static List<Shape> mounts(Storage storage) {
        return storage.mounts().stream().map(HostShapes::mount).toList();
    }

    private static Shape mount(MountSpec mount) {
        return switch (mount) {
            case MountSpec.Bind bind ->
                mount(MountSpec.Type.BIND, bind.source(), bind)
                        .withIf(
                                !bind.propagation().isEmpty(),
                                "BindOptions",
                                Map.of("Propagation", bind.propagation()));
            case MountSpec.Volume volume ->
                mount(MountSpec.Type.VOLUME, volume.name(), volume)
                        .withIf(!volume.copy(), "VolumeOptions", Map.of("NoCopy", true));
            case MountSpec.Image image ->
                mount(MountSpec.Type.IMAGE, image.source(), image)
                        .withIf(!image.subpath().isEmpty(), "ImageOptions", Map.of("Subpath", image.subpath()));
            case MountSpec.Tmpfs tmpfs ->
                mount(MountSpec.Type.TMPFS, "", tmpfs)
                        .withIf(tmpfs.size() > 0, "TmpfsOptions", Map.of("SizeBytes", tmpfs.size()));
        };
    }

    private static Shape mount(MountSpec.Type type, String source, MountSpec mount) {
        return Shape.of()
                .with("Type", type(type))
                .withIf(!source.isEmpty(), "Source", source)
                .with("Target", mount.target())
                .withIf(mount.readOnly(), "ReadOnly", true)
                .withIf(!mount.owner().isEmpty(), "Consistency", mount.owner());
    }

    private static String type(MountSpec.Type type) {
        return switch (type) {
            case BIND -> "bind";
            case VOLUME -> "volume";
            case TMPFS -> "tmpfs";
            case IMAGE -> "image";
        };
    }

    /// What is mounted, as inspect and lists show it: without what `--tmpfs` asked for, which HostConfig tells.
    static List<Shape> mounts(Container container) {
        Map<String, String> memory = container.spec().storage().tmpfs();
        return container.mounts().stream()
                .filter(mount -> !memory.containsKey(mount.destination()))
                .map(mount -> Shape.of()
                        .with("Type", type(mount.type()))
                        .withIf(!mount.name().isEmpty(), "Name", mount.name())
                        .with("Source", mount.source())
                        .with("Destination", mount.destination())
                        .withIf(!mount.driver().isEmpty(), "Driver", mount.driver())
                        .with("Mode", mount.mode())
                        .with("RW", mount.writable())
                        .with("Propagation", mount.propagation()))
                .toList();
    }
}
