package naru.cluster.controller.workload;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import tools.jackson.databind.node.ObjectNode;

/// Which pods go first when there are too many: those that would be missed least, as Kubernetes has it.
final class Victims {
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

    private Victims() {}

    /// So many of the active pods.
    static List<ObjectNode> choose(List<ObjectNode> active, int count) {
        Map<String, Integer> crowd = new HashMap<>();
        active.forEach(pod -> crowd.merge(Pods.node(pod), 1, Integer::sum));
        Map<ObjectNode, Integer> rank = new java.util.IdentityHashMap<>();
        List<ObjectNode> sorted = active.stream().sorted(order(crowd)).toList();
        for (ObjectNode pod : sorted) {
            rank.put(pod, rank.size());
        }
        return sorted.subList(0, Math.min(count, sorted.size()));
    }

    private static Comparator<ObjectNode> order(Map<String, Integer> crowd) {
        return Comparator.comparing((ObjectNode pod) -> !Pods.node(pod).isEmpty())
                .thenComparing(Victims::phase)
                .thenComparing(Pods::ready)
                .thenComparing(Victims::cost)
                .thenComparing(pod -> -crowd.getOrDefault(Pods.node(pod), 0))
                .thenComparing(pod -> Pods.readySince(pod).orElse(Instant.EPOCH), Comparator.reverseOrder())
                .thenComparing(pod -> -Pods.restarts(pod))
                .thenComparing(Meta::created, Comparator.reverseOrder())
                .thenComparing(Meta::name);
    }

    private static int phase(ObjectNode pod) {
        return switch (Pods.phase(pod)) {
            case "Running" -> 2;
            case "Unknown" -> 1;
            default -> 0;
        };
    }

    private static long cost(ObjectNode pod) {
        try {
            return Long.parseLong(Meta.annotation(pod, COST));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
