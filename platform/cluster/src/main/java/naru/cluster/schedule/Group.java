package naru.cluster.schedule;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Pods that are alike to every selector: same namespace, same labels, same owner. How many of them are on which node.
/// A rule over pods is asked once for each group, not once for each pod.
final class Group {
    private final Kind kind;
    private final Map<Node, Integer> counts = new IdentityHashMap<>();
    private final Map<String, Map<String, Integer>> domains = new HashMap<>();

    /// @param apart what these pods want away from their domain
    record Kind(String namespace, Map<String, String> labels, String owner, List<PodTerm> apart) {
        static Kind of(Demand pod) {
            return new Kind(pod.key().namespace(), pod.labels(), pod.owner(), pod.apart());
        }
    }

    Group(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    int count(Node node) {
        return counts.getOrDefault(node, 0);
    }

    /// How many there are in each domain of a topology; kept up from the first call on.
    Map<String, Integer> domains(String topology) {
        return domains.computeIfAbsent(topology, key -> {
            Map<String, Integer> sums = new HashMap<>();
            counts.forEach((node, count) -> count(sums, key, node, count));
            return sums;
        });
    }

    /// The labels of nodes have changed.
    void forgetDomains() {
        domains.clear();
    }

    void add(Node node) {
        counts.merge(node, 1, Integer::sum);
        domains.forEach((topology, sums) -> count(sums, topology, node, 1));
    }

    void remove(Node node) {
        counts.computeIfPresent(node, (_, count) -> count == 1 ? null : count - 1);
        domains.forEach((topology, sums) -> count(sums, topology, node, -1));
    }

    private static void count(Map<String, Integer> sums, String topology, Node node, int by) {
        String domain = node.known() ? node.facts().labels().get(topology) : null;
        if (domain != null) {
            sums.merge(domain, by, (before, change) -> before + change == 0 ? null : before + change);
        }
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }
}
