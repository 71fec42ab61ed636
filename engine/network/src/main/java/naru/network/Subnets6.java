package naru.network;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Supplier;
import naru.base.Fault;

/// Chooses and checks the IPv6 subnets of networks.
///
/// A network that names none gets a /64 of the instance's own unique local addresses (RFC 4193).
final class Subnets6 {
    private static final int SLICES = 1 << 16;
    private static final int SHORTEST = 16;
    private static final int LONGEST = 126;

    private final Supplier<Prefix6> own;

    /// For an instance.
    ///
    /// @param own its own /48; asked only if it is needed
    Subnets6(Supplier<Prefix6> own) {
        this.own = own;
    }

    /// A network's subnet that is in the way.
    record Taken(Prefix6 subnet, String owner) {}

    /// The configuration with everything filled in, after checking it: INVALID for what contradicts itself, FORBIDDEN
    /// for an overlap.
    IpamConfig complete(IpamConfig asked, List<Taken> taken) {
        Prefix6 subnet = asked.subnet().isEmpty() ? choose(taken) : explicit(asked.subnet(), taken);
        String gateway = asked.gateway().isEmpty()
                ? Prefix6.text(subnet.base().add(BigInteger.ONE))
                : inside(subnet, asked.gateway(), "gateway");
        if (!asked.ipRange().isEmpty() && !subnet.contains(Prefix6.parse(asked.ipRange()))) {
            throw Fault.invalid("invalid ip-range " + asked.ipRange() + ": it is not in the subnet " + subnet);
        }
        asked.auxiliary().forEach((name, address) -> inside(subnet, address, "auxiliary address " + name));
        return new IpamConfig(subnet.toString(), asked.ipRange(), gateway, asked.auxiliary());
    }

    private Prefix6 choose(List<Taken> taken) {
        BigInteger first = own.get().base();
        for (int slice = 0; slice < SLICES; slice++) {
            Prefix6 candidate = new Prefix6(first.add(BigInteger.valueOf(slice).shiftLeft(64)), 64);
            if (taken.stream().noneMatch(other -> other.subnet().overlaps(candidate))) {
                return candidate;
            }
        }
        throw Fault.forbidden("all predefined address pools have been fully subnetted: no free /64 in "
                + new Prefix6(first, 48) + ": remove networks, or name a subnet");
    }

    private static Prefix6 explicit(String text, List<Taken> taken) {
        Prefix6 subnet = Prefix6.parse(text);
        if (subnet.length() < SHORTEST || subnet.length() > LONGEST) {
            throw Fault.invalid("invalid subnet " + text + ": its length must be " + SHORTEST + " to " + LONGEST);
        }
        for (Taken other : taken) {
            if (other.subnet().overlaps(subnet)) {
                throw Fault.forbidden("invalid pool request: Pool overlaps with other one on this address space: "
                        + subnet + " overlaps " + other.subnet() + " of " + other.owner());
            }
        }
        return subnet;
    }

    private static String inside(Prefix6 subnet, String text, String what) {
        BigInteger address = Prefix6.address(text);
        if (!subnet.contains(address)) {
            throw Fault.invalid("invalid " + what + " " + text + ": it is not in the subnet " + subnet);
        }
        return Prefix6.text(address);
    }
}
