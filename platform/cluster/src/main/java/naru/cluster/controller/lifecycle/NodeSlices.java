package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.util.List;
import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.join.Slices;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;

/// Takes back what a node that was deleted has of the pod network, and with it the machine's rights. A machine that
/// lives registers itself again before that.
public final class NodeSlices implements Controller {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration JOINING = Duration.ofMinutes(10);

    private final Means means;
    private final Slices slices;
    private final Informer nodes;
    private final Loop<Key> loop;

    /// Listens from now on.
    public NodeSlices(Means means) {
        this.means = means;
        this.slices = new Slices(means.objects());
        this.nodes = means.of(Resources.NODES);
        this.loop = new Loop<>("node-slices", means.timing(), this::look);
        nodes.handle((before, now) -> {
            if (now == null && before != null) {
                loop.after(Key.of(before), PATIENCE);
            }
        });
    }

    /// Whoever holds a slice and is no node has just joined, or was deleted while nobody looked.
    @Override
    public void start() {
        loop.start(1, this::strays);
        strays();
    }

    private void strays() {
        List<String> holders = slices.holders();
        holders.stream()
                .map(name -> new Key("", name))
                .filter(key -> nodes.get(key).isEmpty())
                .forEach(key -> loop.after(key, JOINING));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void look(Key key) {
        if (nodes.get(key).isEmpty() && absent(key.name())) {
            slices.release(key.name());
        }
    }

    private boolean absent(String node) {
        try {
            means.objects().get(Resources.NODES, "", node);
            return false;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return true;
            }
            throw e;
        }
    }
}
