package naru.node.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import naru.network.Cidr;

/// How a node reaches the pods of the others; a pure function of what Nodes say.
///
/// @param hops one for every other node
record RoutePlan(List<Hop> hops) {
    /// The way to one node's pods.
    ///
    /// @param node where they are
    /// @param direct its address is on this node's own network; otherwise packets go in VXLAN
    record Hop(NodeFacts node, boolean direct) {}

    RoutePlan {
        hops = List.copyOf(hops);
    }

    /// The plan of one node.
    ///
    /// Nodes whose slice is not of the pod network, or overlaps this node's own or that of a node
    /// before them by name, get no route: two owners of one slice would take each other's packets.
    static RoutePlan of(NodeFacts self, Collection<NodeFacts> nodes, ClusterNetwork network, Underlay underlay) {
        List<Hop> hops = new ArrayList<>();
        nodes.stream()
                .filter(node -> !node.name().equals(self.name()) && node.address() != self.address())
                .filter(node -> network.pods().contains(node.pods()))
                .filter(node -> !node.pods().overlaps(self.pods()))
                .sorted(Comparator.comparing(NodeFacts::name))
                .filter(node -> hops.stream().noneMatch(hop -> hop.node().pods().overlaps(node.pods())))
                .forEach(node -> hops.add(new Hop(node, network.direct() || underlay.reaches(node.address()))));
        return new RoutePlan(hops);
    }

    boolean needsVxlan() {
        return hops.stream().anyMatch(hop -> !hop.direct());
    }

    /// The addresses of all other nodes.
    Set<String> addresses() {
        return hops.stream().map(hop -> Cidr.text(hop.node().address())).collect(Collectors.toUnmodifiableSet());
    }

    /// The addresses of the nodes on this node's own network.
    Set<String> near() {
        return hops.stream()
                .filter(Hop::direct)
                .map(hop -> Cidr.text(hop.node().address()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
