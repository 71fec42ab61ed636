package naru.kube;

import naru.node.PodAccess;

/// How the pods of a node are reached. Safe for use by many threads.
@FunctionalInterface
public interface Nodes {
    /// A node's pods.
    ///
    /// @throws naru.base.Fault NOT_FOUND for no such node, UNAVAILABLE for one that cannot be reached now
    PodAccess of(String node);
}
