package naru.cluster.schedule;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Pods that are alike to every selector: same namespace, same labels, same owner. How many of them are on which node.
/// A rule over pods is asked once for each group, not once for each pod.
final class Group {
    private final Kind kind;
    private final Map<Node, Integer> counts = new IdentityHashMap<>();

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

    Map<Node, Integer> counts() {
        return counts;
    }

    void add(Node node) {
        counts.merge(node, 1, Integer::sum);
    }

    void remove(Node node) {
        counts.computeIfPresent(node, (_, count) -> count == 1 ? null : count - 1);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }
}
