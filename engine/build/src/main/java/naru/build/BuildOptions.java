package naru.build;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a build is made, apart from what is built.
///
/// @param noCache run every step anew
/// @param pull ask the registry for a newer base image even if there is one here
/// @param squash refused as not implemented when set
/// @param network network of RUN steps: `default`, `bridge`, `none`, `host`, or a network's name
/// @param extraHosts additional `name:address` lines of /etc/hosts in RUN steps
/// @param platform the platform asked for, such as `linux/amd64`; empty is this machine's
/// @param limits what RUN steps may use
/// @param cacheFrom images whose layers may serve as cache; only those present here do
public record BuildOptions(
        boolean noCache,
        boolean pull,
        boolean squash,
        String network,
        List<String> extraHosts,
        Optional<String> platform,
        StepLimits limits,
        List<String> cacheFrom) {

    /// What one RUN step may use; 0 is Docker's default or unlimited.
    ///
    /// @param shmSize bytes of /dev/shm
    /// @param memory bytes
    /// @param memorySwap bytes of memory and swap together, -1 unlimited
    /// @param cpuShares relative weight
    /// @param cpuPeriod microseconds
    /// @param cpuQuota microseconds per period
    /// @param cpusetCpus such as `0-1`
    /// @param cpusetMems such as `0`
    /// @param ulimits `name` to soft and hard limit
    public record StepLimits(
            long shmSize,
            long memory,
            long memorySwap,
            long cpuShares,
            long cpuPeriod,
            long cpuQuota,
            String cpusetCpus,
            String cpusetMems,
            Map<String, Ulimit> ulimits) {
        /// No limit but the engine's own.
        public static final StepLimits NONE = new StepLimits(0, 0, 0, 0, 0, 0, "", "", Map.of());

        /// Copies the collections.
        public StepLimits {
            ulimits = Map.copyOf(ulimits);
        }
    }

    /// A resource limit, as setrlimit(2) takes it.
    public record Ulimit(long soft, long hard) {}

    /// Docker's defaults.
    public static final BuildOptions DEFAULT =
            new BuildOptions(false, false, false, "default", List.of(), Optional.empty(), StepLimits.NONE, List.of());

    /// Copies the collections.
    public BuildOptions {
        extraHosts = List.copyOf(extraHosts);
        cacheFrom = List.copyOf(cacheFrom);
    }

    /// The same, without cache.
    public BuildOptions withoutCache() {
        return new BuildOptions(true, pull, squash, network, extraHosts, platform, limits, cacheFrom);
    }

    /// The same, on another network.
    public BuildOptions withNetwork(String name) {
        return new BuildOptions(noCache, pull, squash, name, extraHosts, platform, limits, cacheFrom);
    }
}
