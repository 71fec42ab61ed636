package naru.app.cluster;

import java.util.concurrent.atomic.AtomicReference;
import naru.kube.Nodes;
import naru.kube.link.NodeLinks;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;

/// How a server reaches the pods of nodes: those of its own machine directly, others by their links.
final class Reach implements Nodes {
    private final String own;
    private final NodeLinks links;
    private final AtomicReference<@Nullable PodAccess> here = new AtomicReference<>();

    Reach(String own, NodeLinks links) {
        this.own = own;
        this.links = links;
    }

    /// This machine's node runs pods from now on.
    void here(PodAccess access) {
        here.set(access);
    }

    @Override
    public PodAccess of(String node) {
        PodAccess access = node.equals(own) ? here.get() : null;
        return access == null ? links.of(node) : access;
    }
}
