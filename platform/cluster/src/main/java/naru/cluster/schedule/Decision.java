package naru.cluster.schedule;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Where a pod is to run, or why nowhere.
sealed interface Decision {
    /// It runs there.
    record Placed(Node node) implements Decision {}

    /// No node can take it.
    ///
    /// @param reasons of every node, by its name
    record Nowhere(SortedMap<String, List<String>> reasons) implements Decision {
        /// As Kubernetes says it: `0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.`
        String message() {
            if (reasons.isEmpty()) {
                return "no nodes available to schedule pods";
            }
            Map<String, Integer> counts = new TreeMap<>();
            reasons.values().forEach(some -> some.forEach(one -> counts.merge(one, 1, Integer::sum)));
            List<String> parts = counts.entrySet().stream()
                    .map(one -> one.getValue() + " " + one.getKey())
                    .sorted()
                    .toList();
            return "0/" + reasons.size() + " nodes are available: " + String.join(", ", parts) + ".";
        }
    }
}
