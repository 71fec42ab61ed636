package naru.node.net;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.linux.Addresses;
import naru.linux.Addresses.Address;
import naru.linux.Link;
import naru.linux.Links;
import naru.linux.Sysctl;
import naru.network.Cidr;
import naru.network.IpamConfig;
import naru.network.Network;
import naru.network.NetworkSpec;
import naru.network.Networks;

/// The node's own pods: an engine network whose subnet is the node's slice, with the name server's
/// address on its bridge. One thread uses it, inside the network namespace that the networks are in.
///
/// Pods of one bridge do not hear each other's broadcasts: the bridge answers for all of them (RFC
/// 3069, `proxy_arp_pvlan`), so that packets between them pass the node's rules, and a service's reply
/// comes back the way it went.
final class PodBridge implements AutoCloseable {
    /// The name of the engine network.
    static final String NETWORK = "naru-pods";

    private static final String MTU = "com.docker.network.driver.mtu";
    private static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

    private final Networks networks;
    private final ClusterNetwork cluster;
    private final KernelNames names;
    private final Links links = Links.open();
    private final Addresses addresses = Addresses.open();

    /// For the network namespace of the calling thread.
    PodBridge(Networks networks, ClusterNetwork cluster, KernelNames names) {
        this.networks = networks;
        this.cluster = cluster;
        this.names = names;
    }

    /// Makes the network unless it is there; one of another slice or packet size is replaced while no
    /// pod is in it.
    ///
    /// @throws Fault CONFLICT when pods of another slice still run
    void ensure(NodeFacts self, int mtu) {
        NetworkSpec wanted = spec(self, mtu);
        Optional<Network> there = find();
        if (there.isPresent() && !fits(there.get(), wanted)) {
            boolean used = !there.get().endpoints().isEmpty();
            String subnet = there.get().ipam().getFirst().subnet();
            if (used && !subnet.equals(self.pods().toString())) {
                throw Fault.conflict("pods of this node's former addresses " + subnet + " still run: it has "
                        + self.pods() + " now; stop them first");
            }
            if (!used) {
                networks.remove(NETWORK);
                there = Optional.empty();
            }
        }
        if (there.isEmpty()) {
            networks.create(wanted);
        }
        settle(self);
    }

    /// Whether a pod is in the network.
    boolean used() {
        return find().stream().anyMatch(network -> !network.endpoints().isEmpty());
    }

    /// Removes the network if no pod is in it.
    void remove() {
        if (find().isPresent() && !used()) {
            networks.remove(NETWORK);
        }
    }

    @Override
    public void close() {
        links.close();
        addresses.close();
    }

    private Optional<Network> find() {
        return networks.list().stream()
                .filter(network -> network.name().equals(NETWORK))
                .findFirst();
    }

    private NetworkSpec spec(NodeFacts self, int mtu) {
        Map<String, String> options = Map.of(
                BRIDGE_NAME,
                names.bridge(),
                MTU,
                Integer.toString(mtu),
                NetworkSpec.ROUTED,
                "true",
                MASQUERADE,
                "false",
                NetworkSpec.NAMES,
                "false",
                NetworkSpec.GATEWAY_MODE,
                "nat-unprotected");
        String gateway = Cidr.text(self.gateway());
        return NetworkSpec.bridge(NETWORK)
                .withIpam(new IpamConfig(self.pods().toString(), "", gateway, Map.of()))
                .withOptions(options);
    }

    private static boolean fits(Network network, NetworkSpec wanted) {
        return network.options().equals(wanted.options())
                && network.ipam()
                        .getFirst()
                        .subnet()
                        .equals(wanted.ipam().getFirst().subnet());
    }

    /// Settings of the bridge, which may be new or may have lost them.
    private void settle(NodeFacts self) {
        Link bridge = links.find(names.bridge())
                .orElseThrow(() -> Fault.unavailable("the pods' bridge " + names.bridge() + " is not there", null));
        List<Address> there = addresses.list();
        for (Address wanted : List.of(
                new Address(bridge.index(), self.gateway(), self.pods().length()),
                new Address(bridge.index(), Cidr.address(cluster.dns()), 32))) {
            if (!there.contains(wanted)) {
                addresses.add(wanted);
            }
        }
        try {
            set("ipv4/conf/" + names.bridge() + "/proxy_arp_pvlan", "1");
            set("ipv4/conf/" + names.bridge() + "/route_localnet", "1");
            set("ipv4/neigh/" + names.bridge() + "/proxy_delay", "0");
            set("ipv4/ip_forward", "1");
        } catch (IOException e) {
            throw Fault.internal("cannot set up the pods' bridge " + names.bridge() + ": " + e.getMessage(), e);
        }
    }

    private static void set(String name, String value) throws IOException {
        if (!Sysctl.read(name).equals(value)) {
            Sysctl.write(name, value);
        }
    }
}
