package naru.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which subnets a network gets: those asked for, or free ones. Safe for use by many threads.
final class SubnetChoice {
    private final Subnets subnets;
    private final Subnets6 subnets6;

    SubnetChoice(Subnets subnets, Subnets6 subnets6) {
        this.subnets = subnets;
        this.subnets6 = subnets6;
    }

    /// The subnets of a network to be, that of IPv4 first; CONFLICT or INVALID for one that cannot be had.
    ///
    /// @param others networks that there are
    /// @param routes of the host
    List<IpamConfig> choose(NetworkSpec spec, List<Network> others, List<Subnets.Taken> routes) {
        List<IpamConfig> chosen = new ArrayList<>();
        if (spec.ipv4()) {
            chosen.add(subnets.complete(asked(spec, Family.IPV4), taken(others, routes)));
        }
        if (spec.ipv6()) {
            List<Subnets6.Taken> taken = others.stream()
                    .flatMap(other -> other.ipam(Family.IPV6).stream()
                            .map(config ->
                                    new Subnets6.Taken(Prefix6.parse(config.subnet()), "network " + other.name())))
                    .toList();
            chosen.add(subnets6.complete(asked(spec, Family.IPV6), taken));
        }
        return chosen;
    }

    /// A free one of IPv4.
    IpamConfig another(List<Network> others, List<Subnets.Taken> routes) {
        return subnets.complete(IpamConfig.subnet(""), taken(others, routes));
    }

    private static IpamConfig asked(NetworkSpec spec, Family family) {
        return spec.ipam().stream()
                .filter(config -> NetworkRules.family(config) == family)
                .findFirst()
                .orElse(IpamConfig.subnet(""));
    }

    private static List<Subnets.Taken> taken(List<Network> others, List<Subnets.Taken> routes) {
        Stream<Subnets.Taken> networks = others.stream()
                .flatMap(other -> other.ipam(Family.IPV4).stream()
                        .map(config -> new Subnets.Taken(Cidr.parse(config.subnet()), "network " + other.name())));
        return Stream.concat(networks, routes.stream()).toList();
    }
}
