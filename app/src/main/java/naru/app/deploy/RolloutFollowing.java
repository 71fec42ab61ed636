package naru.app.deploy;

import java.time.Duration;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.view.Conditions;
import naru.pipeline.deploy.ClusterAccess;
import naru.pipeline.deploy.Rollout;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Follows the status of one deployment. Used by one thread.
final class RolloutFollowing implements ClusterAccess.Following {
    private static final Rollout GONE = new Rollout(Rollout.State.GONE, 0, 0, 0, 0);

    private final Objects objects;
    private final String namespace;
    private final ListOptions chosen;
    private @Nullable ObjectWatch watch;
    private Rollout now = GONE;

    RolloutFollowing(Objects objects, String namespace, String name) {
        this.objects = objects;
        this.namespace = namespace;
        this.chosen = ListOptions.where("metadata.name=" + name);
    }

    @Override
    public Rollout next(Duration patience) throws InterruptedException {
        ObjectWatch open = watch;
        if (open == null) {
            begin();
        } else {
            read(open, patience);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("the wait for a rollout was interrupted");
        }
        return now;
    }

    private void begin() {
        Page page = objects.list(Resources.DEPLOYMENTS, namespace, chosen);
        now = page.items().isEmpty() ? GONE : of(page.items().getFirst());
        watch = objects.watch(Resources.DEPLOYMENTS, namespace, chosen.from(page.resourceVersion()));
    }

    private void read(ObjectWatch open, Duration patience) {
        try {
            List<ObjectWatch.Event> events = open.next(patience);
            events.forEach(event -> {
                switch (event.type()) {
                    case ADDED, MODIFIED -> now = of(event.object());
                    case DELETED -> now = GONE;
                    case BOOKMARK -> {}
                }
            });
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.GONE && e.kind() != Fault.Kind.UNAVAILABLE) {
                throw e;
            }
            close();
            begin();
        }
    }

    /// What the status of a deployment says.
    static Rollout of(ObjectNode deployment) {
        int wanted = number(deployment, 1, "spec", "replicas");
        int updated = number(deployment, 0, "status", "updatedReplicas");
        int available = number(deployment, 0, "status", "availableReplicas");
        int all = number(deployment, 0, "status", "replicas");
        Rollout.State state;
        if (number(deployment, 0, "status", "observedGeneration") < number(deployment, 0, "metadata", "generation")) {
            state = Rollout.State.PENDING;
        } else if (updated >= wanted && all <= updated && available >= updated) {
            state = Rollout.State.COMPLETE;
        } else if (Tree.flag(deployment, "spec", "paused")) {
            state = Rollout.State.PAUSED;
        } else {
            state = Conditions.status(deployment, "Progressing").equals("False")
                    ? Rollout.State.STUCK
                    : Rollout.State.ROLLING;
        }
        return new Rollout(state, wanted, updated, available, Math.max(0, all - updated));
    }

    private static int number(ObjectNode deployment, int absent, String... path) {
        return (int) Tree.number(deployment, absent, path);
    }

    @Override
    public void close() {
        ObjectWatch open = watch;
        watch = null;
        if (open != null) {
            open.close();
        }
    }
}
