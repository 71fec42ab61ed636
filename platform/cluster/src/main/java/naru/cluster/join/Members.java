package naru.cluster.join;

import java.security.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.cluster.auth.NodeKeys;
import naru.cluster.informer.Informer;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.pki.Keys;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The keys of the machines that are nodes: those that hold a slice of the pod network. Who has left, or was taken
/// away, holds none any more. Answered from memory; who is not known there is looked for in the store, for it may have
/// joined a moment ago.
public final class Members implements NodeKeys, AutoCloseable {
    private final Subnets subnets;
    private final Informer documents;
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    /// Follows them.
    ///
    /// @param network of all pods
    public Members(Objects objects, String network) {
        this.subnets = new Subnets(objects, network);
        this.documents = new Informer(objects, Resources.CONFIG_MAPS, Slices.SPACE);
        documents.handle(this::changed);
        documents.start();
    }

    private void changed(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null) {
            keys.remove(Slices.node(before), Slices.key(before));
        }
        if (now != null && !Slices.node(now).isEmpty()) {
            keys.put(Slices.node(now), Slices.key(now));
        }
    }

    @Override
    public boolean holds(String node, PublicKey key) {
        String hash = Keys.fingerprint(key);
        return hash.equals(keys.get(node))
                || subnets.of(node).filter(slice -> slice.key().equals(hash)).isPresent();
    }

    @Override
    public void close() {
        documents.close();
    }
}
