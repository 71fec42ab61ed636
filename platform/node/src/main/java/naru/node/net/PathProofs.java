package naru.node.net;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Whether full packets reach the other nodes' pods and come back: echo requests of the pods' packet
/// size that nobody may cut in pieces. Safe for use by many threads.
final class PathProofs implements AutoCloseable {
    private final Runnable changed;
    private final Map<String, Integer> proven = new ConcurrentHashMap<>();

    /// @param changed told when a path was found to be other than thought
    PathProofs(Runnable changed) {
        this.changed = changed;
    }

    void want(RoutePlan plan, NodeFacts self, int mtu) {
        proven.keySet().retainAll(plan.hops().stream().map(hop -> hop.node().name()).toList());
    }

    int of(String node) {
        return proven.getOrDefault(node, 0);
    }

    /// The nodes to which less than a full packet gets, and how much does.
    Map<String, Integer> smaller(int mtu) {
        Map<String, Integer> smaller = new HashMap<>();
        proven.forEach((node, size) -> {
            if (size < mtu) {
                smaller.put(node, size);
            }
        });
        return smaller;
    }

    @Override
    public void close() {
        proven.clear();
    }
}
