package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many pods of some groups there are in each domain of a topology: a domain is all nodes with the same value of a
/// label. Nothing is copied: each group keeps its own counts.
final class Domains {
    private final String topology;
    private final Set<String> known;
    private final List<Map<String, Integer>> counts = new ArrayList<>();

    Domains(String topology) {
        this(topology, Set.of());
    }

    /// @param known the domains that count for [#least]
    Domains(String topology, Set<String> known) {
        this.topology = topology;
        this.known = known;
    }

    /// Which domain a node is in; null if it is in none.
    @Nullable
    String of(Node node) {
        return node.facts().labels().get(topology);
    }

    void add(Group group) {
        counts.add(group.domains(topology));
    }

    /// How many there are in a node's domain; 0 for a node in none.
    int count(Node node) {
        String domain = of(node);
        return domain == null ? 0 : count(domain);
    }

    /// How many domains are known.
    int size() {
        return known.size();
    }

    /// How many there are in the emptiest of the known domains.
    int least() {
        if (known.isEmpty() || counts.isEmpty()) {
            return 0;
        }
        int least = Integer.MAX_VALUE;
        for (String domain : known) {
            least = Math.min(least, count(domain));
            if (least == 0) {
                return 0;
            }
        }
        return least;
    }

    private int count(String domain) {
        int sum = 0;
        for (Map<String, Integer> one : counts) {
            sum += one.getOrDefault(domain, 0);
        }
        return sum;
    }
}
