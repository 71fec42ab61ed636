package naru.cluster.controller.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.cluster.controller.loop.Claims;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Selector;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Rolls deployments out: a replica set for each version of the template, grown and shrunk within the limits that the
/// deployment sets.
public final class Deployments implements Controller {
    private static final int WORKERS = 4;

    private final Means means;
    private final Informer deployments;
    private final Claims claims;
    private final Claims pods;
    private final Loop<Key> loop;

    /// Listens from now on.
    public Deployments(Means means) {
        this.means = means;
        this.deployments = means.of(Resources.DEPLOYMENTS);
        this.claims = new Claims(means, Resources.DEPLOYMENTS, Resources.REPLICA_SETS);
        this.pods = new Claims(means, Resources.REPLICA_SETS, Resources.PODS);
        this.loop = new Loop<>("deployments", means.timing(), this::look);
        Indexes.namespaces(deployments);
        deployments.handle(
                (before, now) -> loop.add(Key.of(now == null ? java.util.Objects.requireNonNull(before) : now)));
        means.of(Resources.REPLICA_SETS).handle(this::set);
        means.of(Resources.PODS).handle(this::pod);
    }

    @Override
    public void start() {
        loop.start(WORKERS, () -> deployments.all().forEach(one -> loop.add(Key.of(one))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void set(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null) {
            owned(before);
        }
        if (now != null) {
            owned(now);
            if (Meta.controllerUid(now).isEmpty()) {
                deployments.indexed(Indexes.NAMESPACE, Meta.namespace(now)).stream()
                        .filter(one -> selector(one).matches(now))
                        .forEach(one -> loop.add(Key.of(one)));
            }
        }
    }

    private void owned(ObjectNode set) {
        ObjectNode owner = claims.owner(set);
        if (owner != null) {
            loop.add(Key.of(owner));
        }
    }

    /// Pods matter when they become ready or cease to be, and when they are gone.
    private void pod(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        ObjectNode pod = now == null ? before : now;
        boolean same = before != null
                && now != null
                && naru.cluster.view.Pods.ready(before) == naru.cluster.view.Pods.ready(now)
                && naru.cluster.view.Pods.active(before) == naru.cluster.view.Pods.active(now);
        if (pod != null && !same) {
            ObjectNode set = pods.owner(pod);
            if (set != null) {
                owned(set);
            }
        }
    }

    private static Selector selector(ObjectNode deployment) {
        return Selector.of(deployment.path("spec").path("selector"));
    }

    private void look(Key key) {
        Optional<ObjectNode> found = deployments.get(key);
        if (found.isEmpty()) {
            return;
        }
        ObjectNode deployment = found.get();
        List<ObjectNode> sets = claims.claim(deployment, selector(deployment));
        Rollout rollout = new Rollout(means, deployment, sets);
        if (!Meta.deleting(deployment)) {
            rollout.step();
        }
        status(key, rollout);
    }

    private void status(Key key, Rollout rollout) {
        Optional<ObjectNode> latest = deployments.get(key);
        if (latest.isEmpty()) {
            return;
        }
        ObjectNode deployment = revised(latest.get(), rollout);
        Instant now = means.timing().now();
        List<ObjectNode> sets = rollout.sets().stream()
                .map(set -> means.of(Resources.REPLICA_SETS).get(Key.of(set)).orElse(set))
                .toList();
        ObjectNode changed = DeploymentStatus.of(deployment, sets, Revisions.current(deployment, sets), now);
        if (!changed.equals(deployment)) {
            means.writes().status(Resources.DEPLOYMENTS, changed);
        }
        DeploymentStatus.untilLate(changed, now).ifPresent(left -> loop.after(key, left.plus(Duration.ofSeconds(1))));
        soonest(rollout).ifPresent(left -> loop.after(key, left));
    }

    /// Writes on the deployment which revision it is at.
    private ObjectNode revised(ObjectNode deployment, Rollout rollout) {
        String revision = rollout.current()
                .map(set -> Meta.annotation(set, Revisions.REVISION))
                .orElse("");
        if (revision.isEmpty() || revision.equals(Meta.annotation(deployment, Revisions.REVISION))) {
            return deployment;
        }
        ObjectNode changed = deployment.deepCopy();
        Meta.child(Meta.child(changed, "metadata"), "annotations").put(Revisions.REVISION, revision);
        return means.writes().update(Resources.DEPLOYMENTS, changed);
    }

    /// When the next pod will have been ready for long enough.
    private Optional<Duration> soonest(Rollout rollout) {
        return rollout.sets().stream()
                .flatMap(set -> means.of(Resources.PODS).indexed(Indexes.CONTROLLER, Meta.uid(set)).stream()
                        .flatMap(pod -> naru.cluster.view.Pods.untilAvailable(
                                pod,
                                Meta.number(set, 0, "spec", "minReadySeconds"),
                                means.timing().now())
                                .stream()))
                .filter(left -> !left.isZero())
                .min(Duration::compareTo);
    }
}
