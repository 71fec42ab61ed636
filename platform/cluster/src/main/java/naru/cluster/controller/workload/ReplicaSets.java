package naru.cluster.controller.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Claims;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import naru.cluster.view.Selector;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Keeps as many pods as each replica set wants. Pods that are being deleted are replaced at once.
public final class ReplicaSets implements Controller {
    private static final int WORKERS = 4;

    private final Means means;
    private final Informer sets;
    private final Informer pods;
    private final Claims claims;
    private final PodCrew crew;
    private final Loop<Key> loop;

    /// Listens from now on.
    public ReplicaSets(Means means) {
        this.means = means;
        this.sets = means.of(Resources.REPLICA_SETS);
        this.pods = means.of(Resources.PODS);
        this.claims = new Claims(means, Resources.REPLICA_SETS, Resources.PODS);
        this.crew = new PodCrew(means);
        this.loop = new Loop<>("replicasets", means.timing(), this::look);
        Indexes.namespaces(sets);
        sets.handle((before, now) -> loop.add(Key.of(now == null ? java.util.Objects.requireNonNull(before) : now)));
        pods.handle(this::pod);
    }

    @Override
    public void start() {
        loop.start(WORKERS, () -> sets.all().forEach(one -> loop.add(Key.of(one))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void pod(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null) {
            owned(before);
        }
        if (now != null) {
            owned(now);
            if (Meta.controllerUid(now).isEmpty()) {
                sets.indexed(Indexes.NAMESPACE, Meta.namespace(now)).stream()
                        .filter(set -> selector(set).matches(now))
                        .forEach(set -> loop.add(Key.of(set)));
            }
        }
    }

    private void owned(ObjectNode pod) {
        ObjectNode owner = claims.owner(pod);
        if (owner != null) {
            loop.add(Key.of(owner));
        }
    }

    private static Selector selector(ObjectNode set) {
        return Selector.of(set.path("spec").path("selector"));
    }

    private void look(Key key) throws InterruptedException {
        Optional<ObjectNode> found = sets.get(key);
        if (found.isEmpty()) {
            return;
        }
        ObjectNode set = found.get();
        crew.clear(key);
        List<ObjectNode> active =
                claims.claim(set, selector(set)).stream().filter(Pods::active).toList();
        Fault failure = null;
        if (!Meta.deleting(set)) {
            failure = manage(set, active);
        }
        status(set, failure);
        if (failure != null) {
            throw failure;
        }
    }

    private @Nullable Fault manage(ObjectNode set, List<ObjectNode> active) throws InterruptedException {
        int missing = (int) Meta.number(set, 1, "spec", "replicas") - active.size();
        try {
            if (missing > 0) {
                List<ObjectNode> wanted = new ArrayList<>();
                for (int i = 0; i < missing; i++) {
                    wanted.add(PodTemplate.pod(Resources.REPLICA_SETS, set));
                }
                crew.create(set, wanted);
            } else if (missing < 0) {
                crew.delete(set, Victims.choose(active, -missing));
            }
            return null;
        } catch (Fault e) {
            return e;
        }
    }

    private void status(ObjectNode set, @Nullable Fault failure) {
        ObjectNode latest = sets.get(Key.of(set)).orElse(set);
        ObjectNode changed = latest.deepCopy();
        ObjectNode status = Meta.child(changed, "status");
        Instant now = means.timing().now();
        long minReady = Meta.number(set, 0, "spec", "minReadySeconds");
        Selector labels = Selector.ofMap(
                set.path("spec").path("template").path("metadata").path("labels"));
        int all = 0;
        int labelled = 0;
        int ready = 0;
        int available = 0;
        Duration next = Duration.ZERO;
        for (ObjectNode pod : pods.indexed(Indexes.CONTROLLER, Meta.uid(set))) {
            if (Pods.active(pod)) {
                all++;
                labelled += labels.matches(pod) ? 1 : 0;
                ready += Pods.ready(pod) ? 1 : 0;
                Optional<Duration> left = Pods.untilAvailable(pod, minReady, now);
                available += left.filter(Duration::isZero).isPresent() ? 1 : 0;
                next = sooner(next, left.orElse(Duration.ZERO));
            }
        }
        status.put("replicas", all).put("fullyLabeledReplicas", labelled);
        status.put("readyReplicas", ready).put("availableReplicas", available);
        Meta.count(status, "observedGeneration", Meta.generation(latest));
        failed(changed, failure, all, now);
        if (!changed.equals(latest)) {
            means.writes().status(Resources.REPLICA_SETS, changed);
        }
        if (!next.isZero()) {
            loop.after(Key.of(set), next);
        }
    }

    private static void failed(ObjectNode set, @Nullable Fault failure, int all, Instant now) {
        if (failure == null) {
            if (Conditions.find(set, "ReplicaFailure").isPresent()) {
                Conditions.remove(set, "ReplicaFailure");
            }
            return;
        }
        String reason = all < Meta.number(set, 1, "spec", "replicas") ? "FailedCreate" : "FailedDelete";
        Conditions.set(set, new Conditions.Condition("ReplicaFailure", "True", reason, failure.sentence()), now);
    }

    private static Duration sooner(Duration one, Duration other) {
        return one.isZero() || !other.isZero() && other.compareTo(one) < 0 ? other : one;
    }
}
