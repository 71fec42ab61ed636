package naru.cluster.controller.workload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.cluster.view.Conditions;
import naru.cluster.view.Conditions.Condition;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.ObjectNode;

/// What a deployment's status says of its rollout: the numbers and conditions that `kubectl rollout status` and
/// `kubectl wait` look at. Pure.
final class DeploymentStatus {
    private static final String PROGRESSING = "Progressing";
    private static final String AVAILABLE = "Available";
    /// Also what kubectl takes for the end of a rollout.
    private static final String DONE = "NewReplicaSetAvailable";

    private static final String LATE = "ProgressDeadlineExceeded";

    private final ObjectNode before;
    private final ObjectNode now;
    private final Instant time;
    private final int wanted;

    private DeploymentStatus(ObjectNode deployment, Instant time) {
        this.before = deployment;
        this.now = deployment.deepCopy();
        this.time = time;
        this.wanted = (int) Meta.number(deployment, 1, "spec", "replicas");
    }

    /// The deployment with its status as it is now.
    static ObjectNode of(ObjectNode deployment, List<ObjectNode> sets, Optional<ObjectNode> current, Instant time) {
        DeploymentStatus status = new DeploymentStatus(deployment, time);
        status.counts(sets, current);
        status.available();
        status.progress(current);
        return status.now;
    }

    /// How long until the rollout is late if nothing moves; empty if it cannot be.
    static Optional<Duration> untilLate(ObjectNode deployment, Instant time) {
        return Conditions.find(deployment, PROGRESSING)
                .filter(one -> Meta.text(one, "status").equals("True"))
                .filter(one -> !Meta.text(one, "reason").equals(DONE))
                .filter(_ -> !Meta.flag(deployment, "spec", "paused"))
                .flatMap(one -> Meta.time(one, "lastUpdateTime"))
                .map(moved -> Duration.between(time, moved.plusSeconds(deadline(deployment))))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    private static long deadline(ObjectNode deployment) {
        return Meta.number(deployment, 600, "spec", "progressDeadlineSeconds");
    }

    private void counts(List<ObjectNode> sets, Optional<ObjectNode> current) {
        ObjectNode status = Meta.child(now, "status");
        int replicas = sum(sets, "replicas");
        int available = sum(sets, "availableReplicas");
        status.put("replicas", replicas);
        status.put(
                "updatedReplicas",
                current.map(set -> (int) Meta.number(set, 0, "status", "replicas"))
                        .orElse(0));
        status.put("readyReplicas", sum(sets, "readyReplicas"));
        status.put("availableReplicas", available);
        int told = sets.stream()
                .mapToInt(set -> (int) Meta.number(set, 0, "spec", "replicas"))
                .sum();
        status.put("unavailableReplicas", Math.max(0, Math.max(told, replicas) - available));
        Meta.count(status, "observedGeneration", Meta.generation(now));
    }

    private static int sum(List<ObjectNode> sets, String field) {
        return sets.stream()
                .mapToInt(set -> (int) Meta.number(set, 0, "status", field))
                .sum();
    }

    private void available() {
        int least = RollingUpdate.read(now.path("spec"), wanted).least();
        boolean enough = count(now, "availableReplicas")
                >= (Meta.text(now, "spec", "strategy", "type").equals("Recreate") ? wanted : least);
        set(
                enough
                        ? new Condition(
                                AVAILABLE, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
                        : new Condition(
                                AVAILABLE,
                                "False",
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability."));
    }

    private void progress(Optional<ObjectNode> current) {
        String name = current.map(Meta::name).orElse("");
        boolean done = Conditions.find(before, PROGRESSING)
                .filter(one -> Meta.text(one, "reason").equals(DONE))
                .isPresent();
        if (Meta.flag(now, "spec", "paused")) {
            if (!done) {
                set(new Condition(PROGRESSING, "Unknown", "DeploymentPaused", "Deployment is paused"));
            }
        } else if (complete(current)) {
            String said = "ReplicaSet \"" + name + "\" has successfully progressed.";
            set(new Condition(PROGRESSING, "True", DONE, said));
        } else if (current.isEmpty()) {
            moved(new Condition(PROGRESSING, "True", "ReplicaSetUpdated", "Deployment is progressing."));
        } else if (moving() || !started(current.get())) {
            String said = "ReplicaSet \"" + name + "\" is progressing.";
            moved(new Condition(PROGRESSING, "True", "ReplicaSetUpdated", said));
        } else if (untilLate(now, time).filter(Duration::isZero).isPresent()) {
            String said = "ReplicaSet \"" + name + "\" has timed out progressing.";
            set(new Condition(PROGRESSING, "False", LATE, said));
        }
    }

    /// Whether a rollout to this set has been told as begun.
    private boolean started(ObjectNode current) {
        return Conditions.find(before, PROGRESSING)
                .filter(one -> !Meta.text(one, "status").equals("Unknown"))
                .filter(one -> Meta.text(one, "message").contains("\"" + Meta.name(current) + "\""))
                .isPresent();
    }

    private boolean moving() {
        return count(now, "updatedReplicas") > count(before, "updatedReplicas")
                || count(now, "readyReplicas") > count(before, "readyReplicas")
                || count(now, "availableReplicas") > count(before, "availableReplicas")
                || count(now, "replicas") - count(now, "updatedReplicas")
                        < count(before, "replicas") - count(before, "updatedReplicas");
    }

    private boolean complete(Optional<ObjectNode> current) {
        return current.isPresent()
                && count(now, "updatedReplicas") == wanted
                && count(now, "replicas") == wanted
                && count(now, "availableReplicas") == wanted
                && Meta.number(current.get(), 1, "spec", "replicas") == wanted;
    }

    private static int count(ObjectNode deployment, String field) {
        return (int) Meta.number(deployment, 0, "status", field);
    }

    private void set(Condition condition) {
        if (Conditions.set(now, condition, time)) {
            touch(condition.type());
        }
    }

    private void moved(Condition condition) {
        Conditions.set(now, condition, time);
        touch(condition.type());
    }

    private void touch(String type) {
        Conditions.find(now, type).ifPresent(one -> one.put("lastUpdateTime", Meta.stamp(time)));
    }
}
