package naru.network;

import java.util.Optional;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// The addresses of one network, of the versions of IP that it has. The caller provides the lock.
final class AddressPools {
    private final @Nullable AddressPool pool;
    private final @Nullable AddressPool6 pool6;

    /// Those of a network as it is; nobody has one yet.
    AddressPools(Network network) {
        pool = network.ipam(Family.IPV4).map(Subnets::pool).orElse(null);
        pool6 = network.ipam(Family.IPV6).map(AddressPool6::new).orElse(null);
    }

    /// An address of each version of IP; empty where the network has none.
    record Pair(String ipv4, String ipv6) {}

    /// Whether the network has what is asked for by number.
    boolean have(EndpointSpec asked) {
        return (asked.ipv4().isEmpty() || pool != null) && (asked.ipv6().isEmpty() || pool6 != null);
    }

    /// The addresses asked for, or those of `before` if they are free, or others: all or nothing.
    Pair take(EndpointSpec asked, Optional<Endpoint> before) {
        String ipv4 = pool == null ? "" : four(pool, asked.ipv4(), before);
        try {
            return new Pair(ipv4, pool6 == null ? "" : six(pool6, asked.ipv6(), before));
        } catch (Fault e) {
            if (pool != null) {
                pool.release(Cidr.address(ipv4));
            }
            throw e;
        }
    }

    private static String four(AddressPool pool, String asked, Optional<Endpoint> before) {
        if (!asked.isEmpty()) {
            return Cidr.text(pool.take(Cidr.address(asked)));
        }
        String again = before.filter(endpoint -> endpoint.requestedIpv4().isEmpty())
                .map(Endpoint::ipv4)
                .orElse("");
        return Cidr.text(again.isEmpty() ? pool.take() : pool.takeOrNext(Cidr.address(again)));
    }

    private static String six(AddressPool6 pool, String asked, Optional<Endpoint> before) {
        if (!asked.isEmpty()) {
            return pool.take(asked);
        }
        String again = before.filter(endpoint -> endpoint.requestedIpv6().isEmpty())
                .map(Endpoint::ipv6)
                .orElse("");
        return again.isEmpty() ? pool.take() : pool.takeOrNext(again);
    }

    /// Takes the addresses of an endpoint that was given before.
    void adopt(Endpoint endpoint) {
        if (pool != null && !endpoint.ipv4().isEmpty()) {
            pool.take(Cidr.address(endpoint.ipv4()));
        }
        if (pool6 != null && !endpoint.ipv6().isEmpty()) {
            pool6.take(endpoint.ipv6());
        }
    }

    void release(Endpoint endpoint) {
        if (pool != null && !endpoint.ipv4().isEmpty()) {
            pool.release(Cidr.address(endpoint.ipv4()));
        }
        if (pool6 != null && !endpoint.ipv6().isEmpty()) {
            pool6.release(endpoint.ipv6());
        }
    }
}
