package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Decides where a pod runs. With many nodes it looks at some until enough can take the pod, beginning elsewhere each
/// time; only when none can does it look at all of them for their reasons.
final class Decider {
    private final Cluster cluster;

    Decider(Cluster cluster) {
        this.cluster = cluster;
    }

    Decision decide(Demand pod, Policy policy) {
        List<Node> nodes = cluster.nodes();
        if (nodes.isEmpty()) {
            return new Decision.Nowhere(new TreeMap<>());
        }
        Surroundings surroundings = Surroundings.of(cluster, pod);
        int size = nodes.size();
        int start = policy.first(nodes);
        int enough = policy.enough(size);
        List<Node> passed = new ArrayList<>(Math.min(enough, size));
        int seen = 0;
        while (seen < size && passed.size() < enough) {
            Node node = nodes.get((start + seen++) % size);
            if (Filters.pass(pod, node, surroundings)) {
                passed.add(node);
            }
        }
        if (passed.isEmpty()) {
            return new Decision.Nowhere(reasons(pod, surroundings));
        }
        Group like = cluster.like(pod).orElse(null);
        return new Decision.Placed(policy.choose(new Candidates(pod, passed, surroundings, like, seen)));
    }

    private SortedMap<String, List<String>> reasons(Demand pod, Surroundings surroundings) {
        SortedMap<String, List<String>> reasons = new TreeMap<>();
        for (Node node : cluster.nodes()) {
            reasons.put(node.name(), Filters.reasons(pod, node, surroundings));
        }
        return reasons;
    }
}
