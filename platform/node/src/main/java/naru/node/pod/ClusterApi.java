package naru.node.pod;

import naru.cluster.object.Objects;

/// The cluster as an agent reaches it.
///
/// @param objects for everything
/// @param beats for saying that the node lives: on a connection that does not wait for long, so that a server that
///     is gone is not waited for until the node itself counts as gone
public record ClusterApi(Objects objects, Objects beats) {
    /// One on this machine, or that needs no such care.
    public static ClusterApi of(Objects objects) {
        return new ClusterApi(objects, objects);
    }
}
