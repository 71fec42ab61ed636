package naru.app.cluster;

import java.util.concurrent.atomic.AtomicReference;
import naru.base.Fault;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.kube.Nodes;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;

/// How a server reaches the pods of nodes: those of its own machine directly.
final class Reach implements Nodes {
    private final Objects objects;
    private final String own;
    private final AtomicReference<@Nullable PodAccess> here = new AtomicReference<>();

    Reach(Objects objects, String own) {
        this.objects = objects;
        this.own = own;
    }

    /// This machine's node runs pods from now on.
    void here(PodAccess access) {
        here.set(access);
    }

    @Override
    public PodAccess of(String node) {
        PodAccess access = node.equals(own) ? here.get() : null;
        if (access != null) {
            return access;
        }
        objects.get(Resources.NODES, "", node);
        throw Fault.unavailable("node " + node + " cannot be reached now", null);
    }
}
