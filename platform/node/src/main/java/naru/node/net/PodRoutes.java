package naru.node.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.linux.Link;
import naru.linux.Links;
import naru.linux.Neighbours;
import naru.linux.Neighbours.Neighbour;
import naru.linux.Neighbours.Table;
import naru.linux.RouteTable;
import naru.linux.Vxlan;
import naru.network.Cidr;

/// Brings routes, the VXLAN interface and its tables to a [RoutePlan], by the difference to what the
/// kernel has. One thread uses it.
///
/// Its routes are known by their `rtm_protocol`; others are not touched.
final class PodRoutes implements AutoCloseable {
    /// Naru's mark on its routes: a number that no routing daemon has.
    static final int PROTOCOL = 78;

    private final ClusterNetwork network;
    private final KernelNames names;
    private final Links links = Links.open();
    private final RouteTable routes = RouteTable.open();
    private final Vxlan vxlan = Vxlan.open();
    private final Neighbours neighbours = Neighbours.open();

    /// For the network namespace of the calling thread.
    PodRoutes(ClusterNetwork network, KernelNames names) {
        this.network = network;
        this.names = names;
    }

    /// Brings the kernel to the plan; answers how many changes that took.
    ///
    /// @param largest for nodes that a full packet was found not to reach, by name: how many bytes do
    int apply(NodeFacts self, RoutePlan plan, Underlay underlay, Map<String, Integer> largest) {
        Optional<Link> bridge = links.find(names.bridge());
        int tunnel = plan.needsVxlan() ? tunnel(self, underlay) : noTunnel();
        Set<RouteTable.Entry> wanted = new HashSet<>();
        bridge.ifPresent(link -> wanted.add(route(network.services(), 0, link.index(), self.gateway(), 0, false)));
        List<Neighbour> known = new ArrayList<>();
        for (RoutePlan.Hop hop : plan.hops()) {
            NodeFacts node = hop.node();
            int mtu = largest.getOrDefault(node.name(), 0);
            int source = bridge.isPresent() ? self.gateway() : 0;
            if (hop.direct()) {
                wanted.add(route(node.pods(), node.address(), underlay.link(), source, mtu, false));
            } else {
                wanted.add(route(node.pods(), node.gateway(), tunnel, source, mtu, true));
                known.add(new Neighbour(Table.FORWARDING, tunnel, node.mac(), node.address()));
                known.add(new Neighbour(Table.ARP, tunnel, node.mac(), node.gateway()));
            }
        }
        return (tunnel == 0 ? 0 : neighbours(tunnel, known)) + routes(wanted);
    }

    /// Takes all of it away.
    void remove() {
        own().forEach(routes::delete);
        noTunnel();
    }

    @Override
    public void close() {
        links.close();
        routes.close();
        vxlan.close();
        neighbours.close();
    }

    private int routes(Set<RouteTable.Entry> wanted) {
        int changes = 0;
        Map<Cidr, RouteTable.Entry> there = new HashMap<>();
        own().forEach(route -> there.put(destination(route), route));
        Set<Cidr> destinations = new HashSet<>();
        for (RouteTable.Entry route : wanted) {
            destinations.add(destination(route));
            if (!route.equals(there.get(destination(route)))) {
                routes.replace(route);
                changes++;
            }
        }
        for (Map.Entry<Cidr, RouteTable.Entry> one : there.entrySet()) {
            if (!destinations.contains(one.getKey()) && routes.delete(one.getValue())) {
                changes++;
            }
        }
        return changes;
    }

    private int neighbours(int tunnel, List<Neighbour> wanted) {
        int changes = 0;
        List<Neighbour> there = neighbours.list(tunnel);
        for (Neighbour old : there) {
            if (!wanted.contains(old) && neighbours.delete(old)) {
                changes++;
            }
        }
        for (Neighbour entry : wanted) {
            if (!there.contains(entry)) {
                neighbours.replace(entry);
                changes++;
            }
        }
        return changes;
    }

    /// The index of the VXLAN interface, made anew if it is not as it should be.
    private int tunnel(NodeFacts self, Underlay underlay) {
        Vxlan.Spec wanted = new Vxlan.Spec(
                network.vni(),
                underlay.link(),
                self.address(),
                network.vxlanPort(),
                self.mac(),
                underlay.podMtu(false));
        Optional<Vxlan.Spec> there = vxlan.find(names.vxlan());
        if (!there.equals(Optional.of(wanted))) {
            links.delete(names.vxlan());
            vxlan.add(names.vxlan(), wanted);
        }
        Link link = links.find(names.vxlan()).orElseThrow();
        if (!link.up()) {
            links.up(link.index());
        }
        return link.index();
    }

    private int noTunnel() {
        links.delete(names.vxlan());
        return 0;
    }

    private List<RouteTable.Entry> own() {
        return routes.list().stream()
                .filter(route -> route.protocol() == PROTOCOL)
                .filter(route -> network.pods().contains(destination(route))
                        || network.services().contains(destination(route)))
                .toList();
    }

    private static Cidr destination(RouteTable.Entry route) {
        return new Cidr(route.destination(), route.prefixLength());
    }

    private static RouteTable.Entry route(
            Cidr destination, int gateway, int link, int source, int mtu, boolean onLink) {
        return new RouteTable.Entry(
                destination.base(), destination.length(), gateway, link, source, mtu, PROTOCOL, onLink);
    }
}
