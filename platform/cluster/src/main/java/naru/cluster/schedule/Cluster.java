package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Nodes with what is taken of them, kept up with every change, so that a decision copies nothing.
/// Pods that were placed by a decision count before the server says so. Not safe for use by many
/// threads: the scheduler has a lock.
final class Cluster {
    private static final int TOPOLOGIES = 1_000;

    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Node> order = new ArrayList<>();
    private final Map<String, Placed> placed = new HashMap<>();
    private final Map<String, Map<Group.Kind, Group>> groups = new HashMap<>();
    private final Set<Group> apart = new HashSet<>();
    private final Map<Topology, Set<String>> domains = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Topology, Set<String>> eldest) {
            return size() > TOPOLOGIES;
        }
    };

    private record Topology(String label, NodeTerms terms) {}

    /// @param group null when the pod is on its way out: it holds resources, and counts for nothing else
    private record Placed(Demand pod, Node node, @Nullable Group group) {}

    /// The known nodes by name.
    List<Node> nodes() {
        return order;
    }

    Optional<Node> node(String name) {
        return Optional.ofNullable(nodes.get(name)).filter(Node::known);
    }

    /// Takes in a node's document; answers whether anything matters.
    boolean put(ObjectNode document) {
        Facts facts = Facts.read(document);
        Node node = nodes.computeIfAbsent(facts.name(), Node::new);
        if (node.known() && node.facts().equals(facts)) {
            return false;
        }
        if (!node.known()) {
            order.add(slot(facts.name()), node);
        }
        node.facts(facts);
        relabelled();
        return true;
    }

    /// Forgets a node; its pods stay counted for it, should it come back.
    void removeNode(String name) {
        Node node = nodes.get(name);
        if (node != null && node.known()) {
            order.remove(slot(name));
            node.facts(null);
            relabelled();
            sweep(node);
        }
    }

    /// Counts a pod for a node, and no longer for another. Answers whether anything is different.
    boolean place(Demand pod, String nodeName, boolean leaving) {
        Placed known = placed.get(pod.uid());
        if (known != null) {
            boolean same = known.node().name().equals(nodeName)
                    && leaving == (known.group() == null)
                    && known.pod().labels().equals(pod.labels())
                    && known.pod().requests().equals(pod.requests());
            if (same) {
                return false;
            }
            remove(pod.uid());
        }
        Node node = nodes.computeIfAbsent(nodeName, Node::new);
        node.take(pod);
        Group group = leaving ? null : join(pod, node);
        placed.put(pod.uid(), new Placed(pod, node, group));
        return true;
    }

    /// Counts a pod no longer; answers whether it was counted.
    boolean remove(String uid) {
        Placed known = placed.remove(uid);
        if (known == null) {
            return false;
        }
        known.node().give(known.pod());
        if (known.group() != null) {
            known.group().remove(known.node());
            leave(known.group());
        }
        sweep(known.node());
        return true;
    }

    /// The pods that are like this one, if any are placed.
    Optional<Group> like(Demand pod) {
        return Optional.ofNullable(
                groups.getOrDefault(pod.key().namespace(), Map.of()).get(Group.Kind.of(pod)));
    }

    /// The groups of a namespace.
    Collection<Group> groups(String namespace) {
        return groups.getOrDefault(namespace, Map.of()).values();
    }

    /// The groups of some namespaces, or of all if none is named.
    List<Group> groups(Set<String> namespaces) {
        List<Group> found = new ArrayList<>();
        if (namespaces.isEmpty()) {
            groups.values().forEach(some -> found.addAll(some.values()));
        } else {
            namespaces.forEach(one -> found.addAll(groups(one)));
        }
        return found;
    }

    /// The groups that want others away from them.
    Set<Group> apart() {
        return apart;
    }

    /// The domains of a topology that have nodes on which such pods may run. Worked out once until a node changes.
    Set<String> domains(String topology, NodeTerms terms) {
        return domains.computeIfAbsent(new Topology(topology, terms), key -> {
            Set<String> found = new HashSet<>();
            for (Node node : order) {
                String domain = node.facts().labels().get(topology);
                if (domain != null && key.terms().allow(node.facts())) {
                    found.add(domain);
                }
            }
            return found;
        });
    }

    private void relabelled() {
        domains.clear();
        if (!placed.isEmpty()) {
            groups.values().forEach(some -> some.values().forEach(Group::forgetDomains));
        }
    }

    int pods() {
        return placed.size();
    }

    private Group join(Demand pod, Node node) {
        Group group = groups.computeIfAbsent(pod.key().namespace(), _ -> new HashMap<>())
                .computeIfAbsent(Group.Kind.of(pod), Group::new);
        if (!pod.apart().isEmpty()) {
            apart.add(group);
        }
        group.add(node);
        return group;
    }

    private void leave(Group group) {
        if (!group.isEmpty()) {
            return;
        }
        apart.remove(group);
        groups.computeIfPresent(group.kind().namespace(), (_, some) -> {
            some.remove(group.kind());
            return some.isEmpty() ? null : some;
        });
    }

    private void sweep(Node node) {
        if (node.unused()) {
            nodes.remove(node.name(), node);
        }
    }

    private int slot(String name) {
        int low = 0;
        int high = order.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.get(middle).name().compareTo(name) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
