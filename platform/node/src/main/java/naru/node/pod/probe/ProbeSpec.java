package naru.node.pod.probe;

import java.time.Duration;
import naru.node.pod.spec.Doc;
import tools.jackson.databind.JsonNode;

/// When and how a container is probed (Kubernetes, "Configure Liveness, Readiness and Startup Probes").
///
/// @param kind what for
/// @param action what is done
/// @param delay before the first time
/// @param period between two times
/// @param patience for an answer
/// @param successes in a row that make it succeed
/// @param failures in a row that make it fail
public record ProbeSpec(
        Kind kind, JsonNode action, Duration delay, Duration period, Duration patience, int successes, int failures) {
    /// What a probe is for.
    public enum Kind {
        /// Whether it has come up.
        STARTUP("Startup"),
        /// Whether it is alive.
        LIVENESS("Liveness"),
        /// Whether it takes requests.
        READINESS("Readiness");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /// As messages name it.
        public String text() {
            return text;
        }
    }

    private static final int PERIOD = 10;
    private static final int FAILURES = 3;

    /// Reads a probe with its defaults.
    public static ProbeSpec of(Kind kind, JsonNode probe) {
        return new ProbeSpec(
                kind,
                probe,
                Duration.ofSeconds(Math.max(0, Doc.number(probe, 0, "initialDelaySeconds"))),
                Duration.ofSeconds(Math.max(1, Doc.number(probe, PERIOD, "periodSeconds"))),
                Duration.ofSeconds(Math.max(1, Doc.number(probe, 1, "timeoutSeconds"))),
                (int) Math.max(1, Doc.number(probe, 1, "successThreshold")),
                (int) Math.max(1, Doc.number(probe, FAILURES, "failureThreshold")));
    }
}
