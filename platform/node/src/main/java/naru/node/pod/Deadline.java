package naru.node.pod;

import java.time.Instant;
import java.time.OffsetDateTime;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;

/// When a pod must have ended: its `activeDeadlineSeconds` after its start.
///
/// @param at that time, or [Instant#MAX]
record Deadline(Instant at) {
    static Deadline of(Pod pod) {
        long seconds = Doc.number(pod.spec(), -1, "activeDeadlineSeconds");
        String start = Doc.text(pod.status(), "startTime");
        return new Deadline(
                seconds < 0 || start.isEmpty()
                        ? Instant.MAX
                        : OffsetDateTime.parse(start).toInstant().plusSeconds(seconds));
    }

    boolean isOver() {
        return !Instant.now().isBefore(at);
    }

    Instant sooner(Instant other) {
        return at.isBefore(other) ? at : other;
    }

    Stage.Why why() {
        return new Stage.Why(
                "Failed", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
    }
}
