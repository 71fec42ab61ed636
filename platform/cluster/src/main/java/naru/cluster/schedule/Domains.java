package naru.cluster.schedule;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many pods there are in each domain of a topology: a domain is all nodes with the same value of a label.
final class Domains {
    private final String topology;
    private final Map<String, Integer> counts = new HashMap<>();

    Domains(String topology) {
        this.topology = topology;
    }

    /// Which domain a node is in; null if it is in none.
    @Nullable
    String of(Node node) {
        return node.facts().labels().get(topology);
    }

    /// Makes a node's domain known.
    void know(Node node) {
        String domain = of(node);
        if (domain != null) {
            counts.putIfAbsent(domain, 0);
        }
    }

    /// Counts a group's pods in the domains of their nodes.
    ///
    /// @param onlyKnown whether nodes in other domains do not count
    void count(Group group, boolean onlyKnown) {
        group.counts().forEach((node, count) -> {
            String domain = node.known() ? of(node) : null;
            if (domain != null && (!onlyKnown || counts.containsKey(domain))) {
                counts.merge(domain, count, Integer::sum);
            }
        });
    }

    /// How many there are in a node's domain; 0 for a node in none.
    int count(Node node) {
        String domain = of(node);
        return domain == null ? 0 : counts.getOrDefault(domain, 0);
    }

    int size() {
        return counts.size();
    }

    int least() {
        int least = Integer.MAX_VALUE;
        for (int count : counts.values()) {
            least = Math.min(least, count);
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }
}
