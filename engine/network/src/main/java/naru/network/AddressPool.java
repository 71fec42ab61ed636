package naru.network;

import java.util.HashSet;
import java.util.Set;
import naru.base.Fault;

/// The addresses of one network. The caller provides the lock.
///
/// Addresses are given in turn, so that one that became free is not reused at once.
final class AddressPool {
    private final Cidr subnet;
    private final Cidr range;
    private final Set<Integer> taken = new HashSet<>();
    private int last;

    /// Over `subnet`, choosing from `range` inside it, with `reserved` addresses never given.
    AddressPool(Cidr subnet, Cidr range, Set<Integer> reserved) {
        this.subnet = subnet;
        this.range = range;
        this.last = range.base() - 1;
        taken.addAll(reserved);
        if (subnet.length() < 31) {
            taken.add(subnet.base());
            taken.add(subnet.last());
        }
    }

    /// The next free address; FORBIDDEN when there is none.
    int take() {
        for (long step = 1; step <= range.size(); step++) {
            long offset = (Integer.toUnsignedLong(last) - Integer.toUnsignedLong(range.base()) + step) % range.size();
            int address = (int) (range.base() + offset);
            if (taken.add(address)) {
                last = address;
                return address;
            }
        }
        throw Fault.forbidden("no available IPv4 addresses on this network's address pools: " + range
                + " is used up: stop a container or create a larger network");
    }

    /// This very address if it is free and of the subnet, else the next free one.
    int takeOrNext(int address) {
        return subnet.contains(address) && taken.add(address) ? address : take();
    }

    /// This very address; INVALID outside the subnet, FORBIDDEN when taken.
    int take(int address) {
        if (!subnet.contains(address)) {
            throw Fault.invalid(
                    "invalid address " + Cidr.text(address) + ": it is not in the network's subnet " + subnet);
        }
        if (!taken.add(address)) {
            throw Fault.forbidden("Address already in use: " + Cidr.text(address));
        }
        return address;
    }

    void release(int address) {
        taken.remove(address);
    }
}
