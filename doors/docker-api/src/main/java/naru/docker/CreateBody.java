package naru.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.container.HealthTest;
import naru.network.EndpointSpec;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/create`: the configuration with the host's and the networks' parts inside. Any
/// field may be absent.
record CreateBody(
        @Nullable String image,
        @Nullable String hostname,
        @Nullable String domainname,
        @Nullable String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        @Nullable List<String> env,
        @Nullable List<String> cmd,
        @Nullable List<String> entrypoint,
        @Nullable String workingDir,
        @Nullable String macAddress,
        boolean networkDisabled,
        @Nullable List<String> onBuild,
        @Nullable List<String> shell,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, Object> exposedPorts,
        @Nullable Map<String, Object> volumes,
        @Nullable String stopSignal,
        @Nullable Integer stopTimeout,
        @Nullable Health healthcheck,
        @Nullable HostBody hostConfig,
        @Nullable NetworkingBody networkingConfig) {

    /// A health test; durations are in nanoseconds.
    record Health(
            @Nullable List<String> test,
            long interval,
            long timeout,
            long startPeriod,
            long startInterval,
            int retries) {
        HealthTest healthTest() {
            return new HealthTest(
                    Absent.list(test),
                    Duration.ofNanos(interval),
                    Duration.ofNanos(timeout),
                    Duration.ofNanos(startPeriod),
                    Duration.ofNanos(startInterval),
                    retries);
        }
    }

    /// The networks' part.
    record NetworkingBody(@Nullable Map<String, Endpoint> endpointsConfig) {}

    /// How a container is to be part of a network.
    record Endpoint(
            @JsonProperty("IPAMConfig") @Nullable Addresses addresses,
            @Nullable List<String> links,
            @Nullable List<String> aliases,
            @Nullable String macAddress,
            @Nullable Map<String, String> driverOpts,
            int gwPriority) {
        /// The engine's words for it; `mac` is used if the endpoint says none.
        EndpointSpec spec(String network, String mac) {
            String own = Absent.text(macAddress);
            return new EndpointSpec(
                    network,
                    addresses == null ? "" : Absent.text(addresses.ipv4()),
                    own.isEmpty() ? mac : own,
                    Absent.list(aliases),
                    Absent.map(driverOpts),
                    gwPriority,
                    Absent.list(links),
                    addresses == null ? List.of() : Absent.list(addresses.linkLocal()),
                    addresses == null ? "" : Absent.text(addresses.ipv6()));
        }
    }

    /// Fixed addresses.
    record Addresses(
            @JsonProperty("IPv4Address") @Nullable String ipv4,
            @JsonProperty("IPv6Address") @Nullable String ipv6,
            @JsonProperty("LinkLocalIPs") @Nullable List<String> linkLocal) {}
}
