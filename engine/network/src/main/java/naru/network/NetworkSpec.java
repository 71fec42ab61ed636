package naru.network;

import java.util.List;
import java.util.Map;

/// What a caller asks for when a network is created.
///
/// @param name unique among networks
/// @param driver `bridge` (also when empty), `macvlan` or `ipvlan`
/// @param internal no way out of the network and none in
/// @param attachable kept and shown, of no effect on one machine
/// @param ipv4 containers get IPv4 addresses
/// @param ipv6 containers get IPv6 addresses
/// @param ipamDriver `default` (also when empty)
/// @param ipamOptions kept and shown
/// @param ipam at most one configuration for each version of IP that it has; without one a free slice is taken
/// @param options driver options, Docker's ([DriverOptions]) and Naru's own
/// @param labels free text
public record NetworkSpec(
        String name,
        String driver,
        boolean internal,
        boolean attachable,
        boolean ipv4,
        boolean ipv6,
        String ipamDriver,
        Map<String, String> ipamOptions,
        List<IpamConfig> ipam,
        Map<String, String> options,
        Map<String, String> labels) {
    /// Driver option: `false` for a network whose containers get no name server at 127.0.0.11 (Naru's
    /// own).
    public static final String NAMES = "naru.network.names";

    /// Driver option: `true` for a network whose containers hear none of each other's broadcasts, so
    /// that the host can answer for all of them and pass their packets on (Naru's own).
    public static final String ROUTED = "naru.network.routed";

    /// Driver option of a network, and of an endpoint: `false` lets containers send in the name of any
    /// address, as those need that share one (VRRP) or pass on packets of others (Naru's own).
    public static final String GUARD = "naru.network.guard";

    /// Driver option, as Docker names it: with `nat-unprotected` hosts outside may connect to every
    /// port of a container; containers of other networks still may not.
    public static final String GATEWAY_MODE = "com.docker.network.bridge.gateway_mode_ipv4";

    /// The same of IPv6.
    public static final String GATEWAY_MODE6 = "com.docker.network.bridge.gateway_mode_ipv6";

    /// Copies the collections.
    public NetworkSpec {
        ipamOptions = Map.copyOf(ipamOptions);
        ipam = List.copyOf(ipam);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    /// A bridge network with everything chosen for it.
    public static NetworkSpec bridge(String name) {
        return new NetworkSpec(
                name, "bridge", false, false, true, false, "default", Map.of(), List.of(), Map.of(), Map.of());
    }

    /// The same, with one IPv4 configuration.
    public NetworkSpec withIpam(IpamConfig config) {
        return new NetworkSpec(
                name,
                driver,
                internal,
                attachable,
                ipv4,
                ipv6,
                ipamDriver,
                ipamOptions,
                List.of(config),
                options,
                labels);
    }

    /// The same, with IPv6 and these configurations.
    public NetworkSpec withIpv6(IpamConfig... configs) {
        return new NetworkSpec(
                name,
                driver,
                internal,
                attachable,
                ipv4,
                true,
                ipamDriver,
                ipamOptions,
                List.of(configs),
                options,
                labels);
    }

    /// The same, without IPv4.
    public NetworkSpec withoutIpv4() {
        return new NetworkSpec(
                name, driver, internal, attachable, false, ipv6, ipamDriver, ipamOptions, ipam, options, labels);
    }

    /// The same, with these driver options.
    public NetworkSpec withOptions(Map<String, String> others) {
        return new NetworkSpec(
                name, driver, internal, attachable, ipv4, ipv6, ipamDriver, ipamOptions, ipam, others, labels);
    }

    /// The same, with no way out.
    public NetworkSpec asInternal() {
        return new NetworkSpec(
                name, driver, true, attachable, ipv4, ipv6, ipamDriver, ipamOptions, ipam, options, labels);
    }
}
