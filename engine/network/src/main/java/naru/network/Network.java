package naru.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A network as it is at one moment; a value that never changes.
///
/// @param id 64 hexadecimal digits
/// @param name unique
/// @param driver `bridge`, `host` or `null`
/// @param scope `local`
/// @param created when
/// @param internal no way out
/// @param attachable as asked
/// @param ipv6 as asked
/// @param ipamDriver `default`
/// @param ipamOptions as asked
/// @param ipam the subnets and gateways in use, that of IPv4 first; empty for `host` and `none`
/// @param options driver options as asked
/// @param labels as asked
/// @param bridge the interface on the host; empty for `host` and `none`
/// @param predefined one of `bridge`, `host`, `none`, which cannot be removed
/// @param endpoints of running containers
public record Network(
        String id,
        String name,
        String driver,
        String scope,
        Instant created,
        boolean internal,
        boolean attachable,
        boolean ipv6,
        String ipamDriver,
        Map<String, String> ipamOptions,
        List<IpamConfig> ipam,
        Map<String, String> options,
        Map<String, String> labels,
        String bridge,
        boolean predefined,
        List<Endpoint> endpoints) {
    /// Copies what can change; refuses null, as a record on disk may have it.
    public Network {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(bridge, "bridge");
        ipam = List.copyOf(ipam);
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
        endpoints = List.copyOf(endpoints);
    }

    /// Whether it has IPv4, as far as it has addresses.
    public boolean ipv4() {
        return ipam.isEmpty() || ipam(Family.IPV4).isPresent();
    }

    /// The configuration of one version of IP, if it has it.
    Optional<IpamConfig> ipam(Family family) {
        return ipam.stream()
                .filter(config -> Family.of(config.subnet()) == family)
                .findFirst();
    }

    /// The same with other subnets and endpoints.
    Network with(List<IpamConfig> other, List<Endpoint> members) {
        return new Network(
                id,
                name,
                driver,
                scope,
                created,
                internal,
                attachable,
                ipv6,
                ipamDriver,
                ipamOptions,
                other,
                options,
                labels,
                bridge,
                predefined,
                members);
    }
}
