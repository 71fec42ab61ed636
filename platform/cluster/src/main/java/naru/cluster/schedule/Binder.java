package naru.cluster.schedule;

import tools.jackson.databind.node.ObjectNode;

/// Tells the cluster where a pod runs. Safe for use by many threads; may block.
@FunctionalInterface
public interface Binder {
    /// Binds this very pod (by its uid) to a node, and answers it as stored.
    ///
    /// Errors: NOT_FOUND if it is gone, CONFLICT if it is bound already.
    ObjectNode bind(ObjectNode pod, String node);
}
