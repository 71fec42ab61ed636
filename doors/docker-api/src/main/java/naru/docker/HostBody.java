package naru.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The host's part of a container's configuration, as clients send it. Any field may be absent.
record HostBody(
        @Nullable List<String> binds,
        @Nullable LogConfig logConfig,
        @Nullable String networkMode,
        @Nullable Map<String, @Nullable List<Binding>> portBindings,
        @Nullable Restart restartPolicy,
        boolean autoRemove,
        @Nullable List<String> volumesFrom,
        @Nullable List<MountBody> mounts,
        @Nullable List<String> capAdd,
        @Nullable List<String> capDrop,
        @Nullable String cgroupnsMode,
        @Nullable List<String> dns,
        @Nullable List<String> dnsOptions,
        @Nullable List<String> dnsSearch,
        @Nullable List<String> extraHosts,
        @Nullable List<String> groupAdd,
        @Nullable String ipcMode,
        int oomScoreAdj,
        @Nullable String pidMode,
        boolean privileged,
        boolean publishAllPorts,
        boolean readonlyRootfs,
        @Nullable List<String> securityOpt,
        @Nullable Map<String, String> tmpfs,
        @JsonProperty("UTSMode") @Nullable String utsMode,
        @Nullable String usernsMode,
        long shmSize,
        @Nullable Map<String, String> sysctls,
        @Nullable String runtime,
        @Nullable Boolean init,
        long cpuShares,
        long memory,
        long nanoCpus,
        @Nullable String cgroupParent,
        int blkioWeight,
        long cpuPeriod,
        long cpuQuota,
        @Nullable String cpusetCpus,
        @Nullable String cpusetMems,
        @Nullable List<DeviceBody> devices,
        @Nullable List<String> deviceCgroupRules,
        @Nullable List<DeviceRequest> deviceRequests,
        @Nullable List<WeightBody> blkioWeightDevice,
        @Nullable List<RateBody> blkioDeviceReadBps,
        @Nullable List<RateBody> blkioDeviceWriteBps,
        @JsonProperty("BlkioDeviceReadIOps") @Nullable List<RateBody> blkioDeviceReadIops,
        @JsonProperty("BlkioDeviceWriteIOps") @Nullable List<RateBody> blkioDeviceWriteIops,
        long cpuRealtimePeriod,
        long cpuRealtimeRuntime,
        @JsonProperty("KernelMemoryTCP") long kernelMemoryTcp,
        @Nullable Long memorySwappiness,
        @JsonProperty("IOMaximumIOps") long ioMaximumIops,
        @JsonProperty("IOMaximumBandwidth") long ioMaximumBandwidth,
        long memoryReservation,
        long memorySwap,
        @Nullable Boolean oomKillDisable,
        @Nullable Long pidsLimit,
        @Nullable List<UlimitBody> ulimits,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readonlyPaths,
        @Nullable String volumeDriver,
        @Nullable List<Integer> consoleSize,
        @Nullable List<String> links,
        @Nullable Map<String, String> storageOpt,
        @Nullable String isolation,
        @Nullable Map<String, String> annotations) {

    /// What `{}` says.
    static final HostBody EMPTY = DockerJson.read(new byte[] {'{', '}'}, HostBody.class);

    /// Where output goes.
    record LogConfig(@Nullable String type, @Nullable Map<String, String> config) {}

    /// An address and port of the host.
    record Binding(@Nullable String hostIp, @Nullable String hostPort) {}

    /// When to start again.
    record Restart(@Nullable String name, int maximumRetryCount) {}

    /// A wish for devices by what they can do, such as `--gpus` makes.
    record DeviceRequest(
            @Nullable String driver,
            int count,
            @JsonProperty("DeviceIDs") @Nullable List<String> deviceIds,
            @Nullable List<List<String>> capabilities,
            @Nullable Map<String, String> options) {}

    /// A disk's share of what there is.
    record WeightBody(@Nullable String path, int weight) {}

    /// What a disk may do in a second: bytes or operations.
    record RateBody(@Nullable String path, long rate) {}

    /// A device file.
    record DeviceBody(
            @Nullable String pathOnHost,
            @Nullable String pathInContainer,
            @Nullable String cgroupPermissions) {}

    /// A limit per process.
    record UlimitBody(@Nullable String name, long hard, long soft) {}

    /// A mount.
    record MountBody(
            @Nullable String type,
            @Nullable String source,
            @Nullable String target,
            boolean readOnly,
            @Nullable String consistency,
            @Nullable BindOptions bindOptions,
            @Nullable VolumeOptions volumeOptions,
            @Nullable ImageOptions imageOptions,
            @Nullable TmpfsOptions tmpfsOptions) {}

    /// Options of a bind.
    record BindOptions(
            @Nullable String propagation,
            boolean nonRecursive,
            boolean createMountpoint,
            boolean readOnlyNonRecursive,
            boolean readOnlyForceRecursive) {}

    /// Options of an image.
    record ImageOptions(@Nullable String subpath) {}

    /// Options of a volume.
    record VolumeOptions(
            boolean noCopy,
            @Nullable Map<String, String> labels,
            @Nullable Driver driverConfig,
            @Nullable String subpath) {}

    /// A volume's driver.
    record Driver(@Nullable String name, @Nullable Map<String, String> options) {}

    /// Options of a tmpfs.
    record TmpfsOptions(long sizeBytes, int mode, @Nullable List<List<String>> options) {}
}
