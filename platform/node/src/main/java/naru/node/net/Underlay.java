package naru.node.net;

import java.util.List;
import naru.linux.Addresses.Address;
import naru.network.Cidr;

/// The interface of a node that other nodes are reached by.
///
/// @param link its index; 0 if no interface has the node's address
/// @param name of the interface, or empty
/// @param networks that are directly on it
/// @param mtu how many bytes a packet may have
record Underlay(int link, String name, List<Cidr> networks, int mtu) {
    /// What packets between pods need around them in VXLAN over IPv4.
    static final int VXLAN_BYTES = 50;

    /// No interface has the node's address.
    static final Underlay NONE = new Underlay(0, "", List.of(), 1500);

    private static final int SMALLEST = 1280;
    private static final int LARGEST = 9001;
    private static final int USUAL = 1500;

    Underlay {
        networks = List.copyOf(networks);
    }

    /// The interface that has an address.
    static Underlay of(int link, String name, List<Address> addresses, int mtu) {
        List<Cidr> networks = addresses.stream()
                .filter(one -> one.link() == link && one.prefixLength() < 32)
                .map(one -> new Cidr(one.address(), one.prefixLength()))
                .toList();
        return new Underlay(link, name, networks, mtu);
    }

    /// Whether packets reach an address without a router.
    boolean reaches(int address) {
        return networks.stream().anyMatch(one -> one.contains(address));
    }

    /// How many bytes a packet of a pod may have. Loopback's size is nobody's: it says nothing about
    /// a network.
    int podMtu(boolean direct) {
        int usable = link == 0 || name.equals("lo") ? USUAL : Math.clamp(mtu, SMALLEST, LARGEST);
        return direct ? usable : usable - VXLAN_BYTES;
    }
}
