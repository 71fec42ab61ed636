package naru.node.pod.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.node.pod.spec.Pod;

/// The pods of this node and the engine's containers that they have. Safe for use by many threads.
public interface PodDirectory {
    /// A pod as it is now.
    ///
    /// @param pod its document
    /// @param sandbox id of its network
    /// @param runs the engine's containers by the container's name, the oldest first
    record Entry(Pod pod, String sandbox, Map<String, List<String>> runs) {}

    /// The pod of a name, of a uid if one is given.
    Optional<Entry> find(String namespace, String name, String uid);

    /// All pods.
    List<Entry> entries();
}
