package naru.network;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import naru.base.Fault;

/// The IPv6 addresses of one network. The caller provides the lock.
///
/// Addresses are given in turn, so that one that became free is not reused at once.
final class AddressPool6 {
    private final Prefix6 subnet;
    private final Prefix6 range;
    private final Set<BigInteger> taken = new HashSet<>();
    private BigInteger next = BigInteger.ZERO;

    /// The addresses of a completed configuration.
    AddressPool6(IpamConfig config) {
        subnet = Prefix6.parse(config.subnet());
        range = config.ipRange().isEmpty() ? subnet : Prefix6.parse(config.ipRange());
        taken.add(subnet.base()); // the anycast address of routers (RFC 4291 section 2.6.1)
        taken.add(Prefix6.address(config.gateway()));
        config.auxiliary().values().forEach(address -> taken.add(Prefix6.address(address)));
    }

    /// The next free address; FORBIDDEN when there is none.
    String take() {
        BigInteger tries = range.size().min(BigInteger.valueOf(taken.size() + 1L));
        for (BigInteger i = BigInteger.ZERO; i.compareTo(tries) < 0; i = i.add(BigInteger.ONE)) {
            BigInteger address = range.base().add(next);
            next = next.add(BigInteger.ONE).mod(range.size());
            if (taken.add(address)) {
                return Prefix6.text(address);
            }
        }
        throw Fault.forbidden("no available IPv6 addresses on this network's address pools: " + range
                + " is used up: stop a container or create a larger network");
    }

    /// This very address if it is free and of the subnet, else the next free one.
    String takeOrNext(String text) {
        BigInteger address = Prefix6.address(text);
        return subnet.contains(address) && taken.add(address) ? Prefix6.text(address) : take();
    }

    /// This very address; INVALID outside the subnet, FORBIDDEN when taken.
    String take(String text) {
        BigInteger address = Prefix6.address(text);
        if (!subnet.contains(address)) {
            throw Fault.invalid("invalid address " + text + ": it is not in the network's subnet " + subnet);
        }
        if (!taken.add(address)) {
            throw Fault.forbidden("Address already in use: " + Prefix6.text(address));
        }
        return Prefix6.text(address);
    }

    void release(String text) {
        taken.remove(Prefix6.address(text));
    }
}
