package naru.cluster.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The nodes that can take a pod, and what speaks for each.
///
/// @param group the pods that are like it; null if none are placed
/// @param seen how many nodes were looked at to find them
record Candidates(
        Demand pod,
        List<Node> nodes,
        Surroundings surroundings,
        @Nullable Group group,
        int seen) {
    private static final double TAINT = 3;
    private static final double PREFERENCE = 2;
    private static final double SPREAD = 2;
    private static final double LIKING = 2;

    /// The node that most speaks for; of several, the first.
    ///
    /// @param idle whether the idlest is liked best and pods that are alike are spread, or the fullest is
    Node best(boolean idle) {
        int size = nodes.size();
        double[] scores = new double[size];
        for (int i = 0; i < size; i++) {
            double left = nodes.get(i).idle(pod);
            scores[i] = idle ? left : 100 - left;
        }
        if (idle && group != null) {
            add(scores, node -> -group.count(node), SPREAD);
        }
        add(scores, node -> -surroundings.crowd(node), SPREAD);
        add(scores, node -> pod.nodes().weight(node.facts()), PREFERENCE);
        add(scores, surroundings::liking, LIKING);
        add(scores, node -> -advice(node), TAINT);
        int best = 0;
        for (int i = 1; i < size; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return nodes.get(best);
    }

    @FunctionalInterface
    private interface Measure {
        long of(Node node);
    }

    /// Adds what a measure says, from 0 for the worst candidate to 100 for the best, times its weight.
    private void add(double[] scores, Measure measure, double weight) {
        long[] values = new long[scores.length];
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < values.length; i++) {
            values[i] = measure.of(nodes.get(i));
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
        }
        for (int i = 0; most > least && i < values.length; i++) {
            scores[i] += weight * 100 * (values[i] - least) / (most - least);
        }
    }

    private long advice(Node node) {
        long count = 0;
        for (Taint taint : node.facts().taints()) {
            count += taint.advises() && !pod.tolerates(taint) ? 1 : 0;
        }
        return count;
    }
}
