package naru.network;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;

/// Chooses and checks the subnets of networks.
final class Subnets {
    /// Routes to networks as large as this one and larger are ways out, not networks that a bridge would hide.
    private static final int LARGEST_HOST_NETWORK = 7;

    private final Cidr pool;
    private final int slice;
    private final int first;

    /// From a pool in slices of a prefix length; `seed` says where to begin, so that instances side by side do not all
    /// want the same slice.
    Subnets(Cidr pool, int slice, int seed) {
        if (slice < pool.length() || slice > 29) {
            throw Fault.invalid("slices of /" + slice + " cannot be cut from " + pool);
        }
        this.pool = pool;
        this.slice = slice;
        this.first = Math.floorMod(seed, count());
    }

    /// A network's subnet that is in the way.
    ///
    /// @param owner for people, e.g. `network shop` or `a route of the host`
    record Taken(Cidr subnet, String owner) {}

    /// The first slice that nobody has; FORBIDDEN when all are taken.
    Cidr choose(List<Taken> taken) {
        for (int step = 0; step < count(); step++) {
            int number = (first + step) % count();
            Cidr candidate = new Cidr(pool.base() + (number << (32 - slice)), slice);
            if (taken.stream().noneMatch(other -> blocks(other, candidate))) {
                return candidate;
            }
        }
        throw Fault.forbidden("all predefined address pools have been fully subnetted: no free /" + slice + " in "
                + pool + ": remove networks, or name a subnet");
    }

    /// The configuration with everything filled in, after checking it: INVALID for what contradicts itself, FORBIDDEN
    /// for an overlap.
    IpamConfig complete(IpamConfig asked, List<Taken> taken) {
        Cidr subnet = asked.subnet().isEmpty() ? choose(taken) : explicit(asked.subnet(), taken);
        int gateway = asked.gateway().isEmpty() ? subnet.base() + 1 : inside(subnet, asked.gateway(), "gateway");
        if (!asked.ipRange().isEmpty() && !subnet.contains(Cidr.parse(asked.ipRange()))) {
            throw Fault.invalid("invalid ip-range " + asked.ipRange() + ": it is not in the subnet " + subnet);
        }
        asked.auxiliary().forEach((name, address) -> inside(subnet, address, "auxiliary address " + name));
        return new IpamConfig(subnet.toString(), asked.ipRange(), Cidr.text(gateway), asked.auxiliary());
    }

    /// The addresses of a completed configuration.
    static AddressPool pool(IpamConfig config) {
        Cidr subnet = Cidr.parse(config.subnet());
        Set<Integer> reserved = new HashSet<>();
        reserved.add(Cidr.address(config.gateway()));
        for (Map.Entry<String, String> entry : config.auxiliary().entrySet()) {
            reserved.add(Cidr.address(entry.getValue()));
        }
        Cidr range = config.ipRange().isEmpty() ? subnet : Cidr.parse(config.ipRange());
        return new AddressPool(subnet, range, reserved);
    }

    static boolean blocks(Taken other, Cidr candidate) {
        return other.subnet().length() > LARGEST_HOST_NETWORK && other.subnet().overlaps(candidate);
    }

    private static Cidr explicit(String text, List<Taken> taken) {
        Cidr subnet = Cidr.parse(text);
        if (subnet.length() > 30 || subnet.length() < 8) {
            throw Fault.invalid("invalid subnet " + text + ": its length must be 8 to 30");
        }
        if (Cidr.address(text.substring(0, text.indexOf('/'))) != subnet.base()) {
            throw Fault.invalid("invalid network config:\ninvalid subnet " + text + ": it should be " + subnet);
        }
        for (Taken other : taken) {
            if (blocks(other, subnet)) {
                throw Fault.forbidden("invalid pool request: Pool overlaps with other one on this address space: "
                        + subnet + " overlaps " + other.subnet() + " of " + other.owner());
            }
        }
        return subnet;
    }

    private static int inside(Cidr subnet, String text, String what) {
        int address = Cidr.address(text);
        if (!subnet.contains(address)) {
            throw Fault.invalid("invalid " + what + " " + text + ": it is not in the subnet " + subnet);
        }
        return address;
    }

    private int count() {
        return 1 << (slice - pool.length());
    }
}
