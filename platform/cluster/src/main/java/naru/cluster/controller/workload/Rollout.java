package naru.cluster.controller.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.event.EventRecorder;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Brings a deployment's replica sets one step nearer to its template, for one look at it.
final class Rollout {
    private final Means means;
    private final ObjectNode deployment;
    private final List<ObjectNode> sets;
    private final int wanted;
    private final RollingUpdate limits;
    private final boolean recreate;

    /// @param sets the deployment's, of which those that change are replaced by what was stored
    Rollout(Means means, ObjectNode deployment, List<ObjectNode> sets) {
        this.means = means;
        this.deployment = deployment;
        this.sets = new ArrayList<>(sets);
        this.wanted = (int) Meta.number(deployment, 1, "spec", "replicas");
        this.limits = RollingUpdate.read(deployment.path("spec"), wanted);
        this.recreate = Meta.text(deployment, "spec", "strategy", "type").equals("Recreate");
    }

    List<ObjectNode> sets() {
        return sets;
    }

    Optional<ObjectNode> current() {
        return Revisions.current(deployment, sets);
    }

    /// One step. Nothing of a template is rolled out while the deployment is paused.
    void step() {
        boolean paused = Meta.flag(deployment, "spec", "paused");
        if (paused || scaled()) {
            scale();
            return;
        }
        if (recreate) {
            recreate();
        } else {
            roll();
        }
        history();
    }

    /// Whether the number of pods that are wanted has changed since the sets were sized.
    private boolean scaled() {
        return sets.stream().filter(set -> replicas(set) > 0).anyMatch(set -> {
            String desired = Meta.annotation(set, Revisions.DESIRED);
            return !desired.isEmpty() && !desired.equals(Integer.toString(wanted));
        });
    }

    private void scale() {
        List<ObjectNode> active = sets.stream()
                .filter(set -> replicas(set) > 0)
                .sorted(Comparator.comparing(Rollout::replicas)
                        .thenComparing(Meta::created)
                        .reversed())
                .toList();
        Optional<ObjectNode> now = current();
        if (active.size() <= 1) {
            Optional<ObjectNode> only = active.isEmpty() ? now : Optional.of(active.getFirst());
            only.ifPresent(set -> resize(set, wanted));
        } else if (now.isPresent() && available(now.get()) >= wanted && replicas(now.get()) == wanted) {
            active.stream().filter(set -> !same(set, now.get())).forEach(set -> resize(set, 0));
        } else if (!recreate) {
            Map<String, Integer> sizes =
                    limits.scale(active.stream().map(this::size).toList());
            active.forEach(set -> resize(set, sizes.getOrDefault(Meta.name(set), replicas(set))));
        }
    }

    private void roll() {
        ObjectNode now = ready(limits.grow(new RollingUpdate.Size("", 0, 0, 0), sizes(sets)));
        if (now == null) {
            return;
        }
        now = resize(now, limits.grow(size(now), sizes(old(now))));
        Map<String, Integer> sizes = limits.shrink(size(now), sizes(old(now)));
        old(now).forEach(set -> resize(set, sizes.getOrDefault(Meta.name(set), replicas(set))));
    }

    private void recreate() {
        Optional<ObjectNode> now = current();
        List<ObjectNode> old = now.isPresent() ? old(now.get()) : List.copyOf(sets);
        old.forEach(set -> resize(set, 0));
        boolean gone = old.stream().allMatch(this::empty);
        if (gone) {
            ObjectNode made = ready(wanted);
            if (made != null) {
                resize(made, wanted);
            }
        }
    }

    /// Whether none of a set's pods is left, not even one that is ending.
    private boolean empty(ObjectNode set) {
        return means.of(Resources.PODS).indexed(Indexes.CONTROLLER, Meta.uid(set)).stream()
                .allMatch(Pods::finished);
    }

    /// The set of the deployment's template with the latest revision, made if it is not there; null if its name is
    /// taken by another, in which case another name is tried next.
    private @Nullable ObjectNode ready(int replicas) {
        Optional<ObjectNode> found = current();
        long latest = sets.stream()
                .filter(set -> found.isEmpty() || !same(set, found.get()))
                .mapToLong(Revisions::number)
                .max()
                .orElse(0);
        if (found.isEmpty()) {
            return make(replicas, latest + 1);
        }
        ObjectNode changed = found.get().deepCopy();
        Revisions.annotate(deployment, changed, latest + 1);
        Meta.count(
                Meta.child(changed, "spec"), "minReadySeconds", Meta.number(deployment, 0, "spec", "minReadySeconds"));
        return changed.equals(found.get()) ? found.get() : stored(changed);
    }

    private @Nullable ObjectNode make(int replicas, long revision) {
        ObjectNode set = Revisions.make(deployment, replicas, revision, limits.most());
        try {
            ObjectNode made = means.writes().create(Resources.REPLICA_SETS, set);
            sets.add(made);
            told(made, 0, replicas);
            return made;
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw e;
            }
            collided(set);
            return null;
        }
    }

    private void collided(ObjectNode set) {
        ObjectNode there = means.objects().get(Resources.REPLICA_SETS, Meta.namespace(set), Meta.name(set));
        means.of(Resources.REPLICA_SETS).learn(there);
        if (Meta.controllerUid(there).equals(Meta.uid(deployment))
                && Revisions.current(deployment, List.of(there)).isPresent()) {
            throw Fault.conflict("replica set " + Meta.name(set) + " was made meanwhile: look again");
        }
        ObjectNode changed = means.of(Resources.DEPLOYMENTS)
                .get(Key.of(deployment))
                .orElse(deployment)
                .deepCopy();
        Meta.count(
                Meta.child(changed, "status"),
                "collisionCount",
                Meta.number(changed, 0, "status", "collisionCount") + 1);
        means.writes().status(Resources.DEPLOYMENTS, changed);
    }

    private ObjectNode resize(ObjectNode set, int replicas) {
        ObjectNode changed = set.deepCopy();
        Meta.child(changed, "spec").put("replicas", replicas);
        if (replicas > 0 || replicas(set) > 0) {
            Revisions.sized(changed, deployment, limits.most());
        }
        if (changed.equals(set)) {
            return set;
        }
        ObjectNode stored = stored(changed);
        told(set, replicas(set), replicas);
        return stored;
    }

    private void told(ObjectNode set, int before, int now) {
        if (before != now) {
            String how = now > before ? "Scaled up" : "Scaled down";
            means.events()
                    .record(
                            deployment,
                            EventRecorder.Type.NORMAL,
                            "ScalingReplicaSet",
                            how + " replica set " + Meta.name(set) + " from " + before + " to " + now);
        }
    }

    private ObjectNode stored(ObjectNode changed) {
        ObjectNode stored = means.writes().update(Resources.REPLICA_SETS, changed);
        sets.replaceAll(set -> same(set, stored) ? stored : set);
        return stored;
    }

    /// Deletes the oldest sets without pods beyond the history's limit.
    private void history() {
        Optional<ObjectNode> now = current();
        long limit = Meta.number(deployment, 10, "spec", "revisionHistoryLimit");
        if (now.isEmpty() || replicas(now.get()) < wanted) {
            return;
        }
        List<ObjectNode> idle = old(now.get()).stream()
                .filter(set ->
                        replicas(set) == 0 && Meta.number(set, 0, "status", "replicas") == 0 && !Meta.deleting(set))
                .sorted(Comparator.comparing(Revisions::number))
                .toList();
        idle.subList(0, (int) Math.max(0, idle.size() - limit)).forEach(set -> {
            means.writes().delete(Resources.REPLICA_SETS, set, -1, DeleteOptions.Propagation.BACKGROUND);
            sets.removeIf(one -> same(one, set));
        });
    }

    /// The other sets, oldest first.
    private List<ObjectNode> old(ObjectNode now) {
        return sets.stream()
                .filter(set -> !same(set, now))
                .sorted(Comparator.comparing((ObjectNode set) -> Meta.created(set))
                        .thenComparing(Revisions::number))
                .toList();
    }

    private List<RollingUpdate.Size> sizes(List<ObjectNode> some) {
        return some.stream().map(this::size).toList();
    }

    private RollingUpdate.Size size(ObjectNode set) {
        return new RollingUpdate.Size(Meta.name(set), replicas(set), active(set).size(), available(set));
    }

    /// Counted from the pods themselves: the set's status may be behind them.
    private int available(ObjectNode set) {
        long minReady = Meta.number(deployment, 0, "spec", "minReadySeconds");
        return (int) active(set).stream()
                .filter(pod -> Pods.untilAvailable(pod, minReady, means.timing().now())
                        .filter(java.time.Duration::isZero)
                        .isPresent())
                .count();
    }

    private List<ObjectNode> active(ObjectNode set) {
        return means.of(Resources.PODS).indexed(Indexes.CONTROLLER, Meta.uid(set)).stream()
                .filter(Pods::active)
                .toList();
    }

    private static int replicas(ObjectNode set) {
        return (int) Meta.number(set, 1, "spec", "replicas");
    }

    private static boolean same(ObjectNode one, ObjectNode other) {
        return Meta.uid(one).equals(Meta.uid(other));
    }
}
