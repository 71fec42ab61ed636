package naru.node.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.linux.Addresses;
import naru.linux.Addresses.Address;
import naru.linux.Errno;
import naru.linux.Links;
import naru.linux.Sysctl;
import naru.linux.Vxlan;
import naru.network.Cidr;
import naru.network.Forwarder;
import naru.network.Networks;
import naru.node.dns.ClusterDns;
import naru.node.dns.ClusterZone;
import naru.node.dns.ZoneSettings;
import naru.node.service.ServiceCatalog;
import naru.node.service.ServiceName;
import org.jspecify.annotations.Nullable;

/// Brings a node's kernel to what the cluster wants of it. One thread uses it, inside the network
/// namespace in which it was opened.
final class NodeKernel implements AutoCloseable {
    /// How often everything is compared with the kernel although nothing was heard.
    static final Duration RECHECK = Duration.ofSeconds(2);

    /// How often it is looked whether the cluster's state has come.
    static final Duration STARTING = Duration.ofMillis(50);

    private static final System.Logger LOG = System.getLogger("naru.node");

    private final String node;
    private final KernelNames names;
    private final ClusterNetwork cluster;
    private final ServiceCatalog catalog;
    private final PodBridge bridge;
    private final PodRoutes routes;
    private final ServiceRules rules;
    private final PathProofs proofs;
    private final Links links = Links.open();
    private final Addresses addresses = Addresses.open();
    private final Vxlan sizes = Vxlan.open();
    private final Set<ServiceName> waiting = new HashSet<>();
    private @Nullable ClusterDns dns;
    private volatile boolean complete;
    private NetworkStatus status = NetworkStatus.notReady("Starting", "the pod network is being set up");
    private String failure = "";

    private NodeKernel(
            String node,
            KernelNames names,
            ClusterNetwork cluster,
            Networks networks,
            ServiceCatalog catalog,
            Signals signals) {
        this.node = node;
        this.names = names;
        this.cluster = cluster;
        this.catalog = catalog;
        this.bridge = new PodBridge(networks, cluster, names);
        this.routes = new PodRoutes(cluster, names);
        this.rules = new ServiceRules(catalog, new Translations(node, cluster.dns()));
        this.proofs = new PathProofs(signals::nodes);
    }

    /// For the network namespace of the calling thread.
    static NodeKernel open(
            String node,
            KernelNames names,
            ClusterNetwork cluster,
            Networks networks,
            ServiceCatalog catalog,
            Signals signals) {
        return new NodeKernel(node, names, cluster, networks, catalog, signals);
    }

    /// Does what is to be done; what fails is tried again at the next look.
    ///
    /// @param everything whether the cluster's state has been heard of as a whole
    NetworkStatus look(Signals.Work work, Map<String, NodeFacts> nodes, boolean everything) {
        waiting.addAll(work.services());
        complete = everything;
        NodeFacts self = nodes.get(node);
        if (!everything || self == null) {
            return everything
                    ? NetworkStatus.notReady("NoPodCIDR", "node " + node + " has no podCIDR or InternalIP yet")
                    : NetworkStatus.notReady("Starting", "the cluster's state has not been heard of yet");
        }
        try {
            if (work.nodes() || !work.timely() || !rules.framed() || !failure.isEmpty()) {
                status = everything(self, nodes.values());
            }
            rules.update(waiting);
            waiting.clear();
            failure = "";
        } catch (Fault | Errno e) {
            status = failed(e);
        }
        return status;
    }

    /// Whether the last look did everything that was to be done.
    boolean isSettled() {
        return waiting.isEmpty() && failure.isEmpty();
    }

    /// Ends: everything goes if nobody is left, or if the node leaves.
    void end(boolean leaving) {
        proofs.close();
        ClusterDns serving = dns;
        if (serving != null) {
            serving.close();
        }
        if (leaving || !bridge.used()) {
            routes.remove();
            loopback(status.underlay(), "0");
            rules.remove(names.table());
            bridge.remove();
        }
    }

    @Override
    public void close() {
        proofs.close();
        bridge.close();
        routes.close();
        rules.close();
        links.close();
        addresses.close();
        sizes.close();
    }

    private NetworkStatus everything(NodeFacts self, Collection<NodeFacts> nodes) {
        Underlay underlay = underlay(self);
        RoutePlan plan = RoutePlan.of(self, nodes, cluster, underlay);
        int mtu = underlay.podMtu(cluster.direct());
        bridge.ensure(self, mtu);
        rules.restore();
        rules.frame(frame(self, underlay));
        rules.peers(plan.addresses(), plan.near());
        int changes = routes.apply(self, plan, underlay, proofs.smaller(mtu));
        if (changes > 0) {
            LOG.log(System.Logger.Level.DEBUG, "routes to other nodes: {0} changes", changes);
        }
        loopback(underlay.name(), "1");
        serve();
        proofs.want(plan, mtu);
        List<NetworkStatus.Peer> peers = new ArrayList<>();
        plan.hops()
                .forEach(hop -> peers.add(new NetworkStatus.Peer(
                        hop.node().name(), !hop.direct(), proofs.of(hop.node().name()))));
        String message = "pods have addresses of " + self.pods() + " and packets of " + mtu + " bytes";
        return new NetworkStatus(true, "PodNetworkReady", message, self.pods().toString(), mtu, underlay.name(), peers);
    }

    private TableFrame frame(NodeFacts self, Underlay underlay) {
        List<String> guarded = new ArrayList<>(List.of(names.bridge(), names.vxlan()));
        if (underlay.link() != 0 && !underlay.name().equals("lo")) {
            guarded.add(underlay.name());
        }
        return new TableFrame(names.table(), cluster, self.pods(), Cidr.text(self.gateway()), names.bridge(), guarded);
    }

    private Underlay underlay(NodeFacts self) {
        List<Address> all = addresses.list();
        Map<Integer, String> byIndex = new HashMap<>();
        links.list().forEach(link -> byIndex.put(link.index(), link.name()));
        for (Address one : all) {
            String name = byIndex.getOrDefault(one.link(), "");
            if (one.address() == self.address() && !name.isEmpty()) {
                return Underlay.of(one.link(), name, all, sizes.mtu(name).orElse(0));
            }
        }
        return Underlay.NONE;
    }

    /// Lets the host's own connections to node ports at 127.0.0.1 be led to other nodes' pods, or not
    /// any more. The rules keep others from using that.
    private void loopback(String underlay, String value) {
        try {
            for (String name : List.of(names.vxlan(), underlay)) {
                Path setting = Path.of("/proc/sys/net/ipv4/conf/" + name + "/route_localnet");
                if (!name.isEmpty() && !name.equals("lo") && Files.exists(setting)) {
                    Sysctl.writeLink(name, "route_localnet", value);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot set route_localnet: {0}", e.getMessage());
        }
    }

    private void serve() {
        if (dns == null) {
            ZoneSettings settings =
                    new ZoneSettings(cluster.domain(), cluster.pods(), cluster.services(), Cidr.address(cluster.dns()));
            Forwarder forwarder = Forwarder.of(cluster.resolvConf(), cluster.dns());
            dns = ClusterDns.start(cluster.dns(), new ClusterZone(catalog, settings, forwarder, () -> complete));
        }
    }

    private NetworkStatus failed(RuntimeException e) {
        String message = Optional.ofNullable(e.getMessage()).orElse(e.toString());
        if (!message.equals(failure)) {
            LOG.log(System.Logger.Level.WARNING, "the pod network is not as it should be: {0}", message);
        }
        failure = message;
        return status.ready()
                ? new NetworkStatus(
                        true,
                        "PodNetworkDegraded",
                        message,
                        status.podCidr(),
                        status.mtu(),
                        status.underlay(),
                        status.peers())
                : NetworkStatus.notReady("PodNetworkFailed", message);
    }
}
