package naru.network;

import java.util.List;
import java.util.Set;
import naru.base.Fault;

/// What a network may be asked to be.
final class NetworkRules {
    private static final Set<String> KNOWN_DRIVERS = Set.of("overlay", "macvlan", "ipvlan");

    private NetworkRules() {}

    /// The request with defaults filled in; INVALID, FORBIDDEN or NOT_IMPLEMENTED for what cannot be.
    static NetworkSpec check(NetworkSpec spec) {
        if (!spec.name().matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw Fault.invalid("invalid network name " + spec.name() + ": only [a-zA-Z0-9][a-zA-Z0-9_.-]* is allowed");
        }
        if (Predefined.isName(spec.name()) || spec.name().equals("default")) {
            throw Fault.forbidden("operation is not permitted on predefined " + spec.name() + " network");
        }
        driver(spec.driver());
        if (!spec.ipamDriver().isEmpty() && !spec.ipamDriver().equals("default")) {
            throw Fault.notFound("could not find IPAM driver " + spec.ipamDriver() + ": only default is there");
        }
        List<IpamConfig> ipam = spec.ipam();
        if (ipam.stream().anyMatch(config -> config.subnet().contains(":"))) {
            throw Fault.notImplemented("IPv6 subnets are not available: leave out the subnet with a colon");
        }
        if (ipam.size() > 1) {
            throw Fault.invalid("a bridge network has one IPv4 subnet, not " + ipam.size());
        }
        return new NetworkSpec(
                spec.name(),
                "bridge",
                spec.internal(),
                spec.attachable(),
                spec.ipv6(),
                "default",
                spec.ipamOptions(),
                ipam,
                spec.options(),
                spec.labels());
    }

    private static void driver(String driver) {
        if (driver.equals("host") || driver.equals("null")) {
            throw Fault.forbidden("only one instance of \"" + driver + "\" network is allowed");
        }
        if (KNOWN_DRIVERS.contains(driver)) {
            throw Fault.notImplemented("networks of driver " + driver + " are not available: use bridge");
        }
        if (!driver.isEmpty() && !driver.equals("bridge") && !driver.equals("default")) {
            throw Fault.notFound("could not find plugin " + driver
                    + " in v1 plugin registry: plugin not found: use the driver bridge");
        }
    }
}
