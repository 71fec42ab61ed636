package naru.network;

import java.util.Set;
import naru.base.Fault;

/// What a network may be asked to be.
final class NetworkRules {
    private static final Set<String> KNOWN_DRIVERS = Set.of("overlay");

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
        families(spec);
        new DriverOptions(spec.options()).check();
        boolean shared = Parent.isNeeded(spec.driver());
        if (shared) {
            Parent.of(spec.driver(), spec.options());
        }
        return new NetworkSpec(
                spec.name(),
                shared ? spec.driver() : "bridge",
                spec.internal(),
                spec.attachable(),
                spec.ipv4(),
                spec.ipv6(),
                "default",
                spec.ipamOptions(),
                spec.ipam(),
                spec.options(),
                spec.labels());
    }

    private static void families(NetworkSpec spec) {
        if (!spec.ipv4() && !spec.ipv6()) {
            throw Fault.invalid("IPv4 or IPv6 must be enabled");
        }
        for (Family family : Family.values()) {
            long count = spec.ipam().stream()
                    .filter(config -> family(config) == family)
                    .count();
            if (count > 1) {
                throw Fault.invalid("a network has one " + family.title() + " subnet, not " + count);
            }
            if (count > 0 && family == Family.IPV6 && !spec.ipv6()) {
                throw Fault.invalid("an IPv6 subnet needs a network with IPv6: say --ipv6 (EnableIPv6) too");
            }
            if (count > 0 && family == Family.IPV4 && !spec.ipv4()) {
                throw Fault.invalid("an IPv4 subnet needs a network with IPv4: leave --ipv4=false (EnableIPv4) out");
            }
        }
    }

    /// What a configuration is about: of what it names, the first.
    static Family family(IpamConfig config) {
        return Family.of(config.subnet() + config.ipRange() + config.gateway());
    }

    private static void driver(String driver) {
        if (driver.equals("host") || driver.equals("null")) {
            throw Fault.forbidden("only one instance of \"" + driver + "\" network is allowed");
        }
        if (KNOWN_DRIVERS.contains(driver)) {
            throw Fault.notImplemented("networks of driver " + driver + " are not available: use bridge");
        }
        if (!driver.isEmpty() && !Parent.isNeeded(driver) && !driver.equals("bridge") && !driver.equals("default")) {
            throw Fault.notFound("could not find plugin " + driver
                    + " in v1 plugin registry: plugin not found: use the driver bridge");
        }
    }
}
