package naru.cluster.auth;

import java.security.PublicKey;

/// Which machines are nodes of the cluster: a certificate alone says only that one was once. Safe for use by many
/// threads; asked for every request of a node.
@FunctionalInterface
public interface NodeKeys {
    /// Whether the machine with that key is that node now.
    boolean holds(String node, PublicKey key);
}
