package naru.cluster.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What state a pod is in.
public final class Pods {
    private Pods() {}

    /// `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`.
    public static String phase(JsonNode pod) {
        return Meta.text(pod, "status", "phase");
    }

    /// Whether it has ended, for better or worse.
    public static boolean finished(JsonNode pod) {
        return succeeded(pod) || failed(pod);
    }

    /// Whether it has ended well.
    public static boolean succeeded(JsonNode pod) {
        return phase(pod).equals("Succeeded");
    }

    /// Whether it has ended badly.
    public static boolean failed(JsonNode pod) {
        return phase(pod).equals("Failed");
    }

    /// Whether it counts as one of its owner's: it has not ended and is not being deleted.
    public static boolean active(JsonNode pod) {
        return !finished(pod) && !Meta.deleting(pod);
    }

    /// Whether it takes requests.
    public static boolean ready(JsonNode pod) {
        return Conditions.holds(pod, "Ready");
    }

    /// Since when it is ready.
    public static Optional<Instant> readySince(JsonNode pod) {
        return Conditions.find(pod, "Ready")
                .filter(one -> Meta.text(one, "status").equals("True"))
                .flatMap(one -> Meta.time(one, "lastTransitionTime"));
    }

    /// How long it must still stay ready to be available: zero when it is, empty while it is not ready.
    public static Optional<Duration> untilAvailable(JsonNode pod, long minReadySeconds, Instant now) {
        if (!ready(pod)) {
            return Optional.empty();
        }
        Instant since = readySince(pod).orElse(minReadySeconds == 0 ? Instant.EPOCH : now);
        Duration left = Duration.between(now, since.plusSeconds(minReadySeconds));
        return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }

    /// The node that it is placed on, or empty.
    public static String node(JsonNode pod) {
        return Meta.text(pod, "spec", "nodeName");
    }

    /// How often its containers were started again, in all.
    public static long restarts(JsonNode pod) {
        long sum = 0;
        for (JsonNode one : pod.path("status").path("containerStatuses")) {
            sum += Meta.number(one, 0, "restartCount");
        }
        return sum;
    }
}
