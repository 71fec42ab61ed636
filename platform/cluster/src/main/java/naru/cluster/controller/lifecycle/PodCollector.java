package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Takes away pods that nobody else will: those of nodes that were deleted, and the oldest that have ended when there
/// are very many.
public final class PodCollector implements Controller {
    private static final Key ENDED = new Key("", "");
    private static final int KEPT = 12_500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final Means means;
    private final Informer pods;
    private final Informer nodes;
    private final Loop<Key> loop;

    /// Listens from now on.
    public PodCollector(Means means) {
        this.means = means;
        this.pods = means.of(Resources.PODS);
        this.nodes = means.of(Resources.NODES);
        this.loop = new Loop<>("pod-collector", means.timing(), this::look);
        Indexes.nodes(pods);
        nodes.handle(this::node);
        pods.handle((before, now) -> {
            if (now != null && stray(now) && (before == null || !stray(before))) {
                loop.after(Key.of(now), PATIENCE);
            }
        });
    }

    @Override
    public void start() {
        loop.after(ENDED, ROUND);
        loop.start(2, () -> pods.all().forEach(one -> loop.add(Key.of(one))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now == null && before != null) {
            pods.indexed(Indexes.NODE, Meta.name(before)).forEach(pod -> loop.add(Key.of(pod)));
        }
    }

    private boolean stray(ObjectNode pod) {
        String node = Pods.node(pod);
        return !node.isEmpty() && nodes.get(new Key("", node)).isEmpty();
    }

    private void look(Key key) {
        if (key.equals(ENDED)) {
            ended();
            loop.after(ENDED, ROUND);
            return;
        }
        Optional<ObjectNode> pod = pods.get(key).filter(this::stray);
        if (pod.isPresent() && absent(Pods.node(pod.get()))) {
            means.writes().delete(Resources.PODS, pod.get(), 0, DeleteOptions.Propagation.BACKGROUND);
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

    private void ended() {
        List<ObjectNode> ended = pods.all().stream()
                .filter(pod -> Pods.finished(pod) && !Meta.deleting(pod))
                .sorted(Comparator.comparing((ObjectNode pod) -> Meta.created(pod)))
                .toList();
        ended.subList(0, Math.max(0, ended.size() - KEPT))
                .forEach(pod -> means.writes().delete(Resources.PODS, pod));
    }
}
