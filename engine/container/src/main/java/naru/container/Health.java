package naru.container;

import java.time.Instant;
import java.util.List;

/// What health tests found.
///
/// @param status how it is
/// @param failingStreak failures in a row
/// @param log the last five tests, oldest first
public record Health(Status status, int failingStreak, List<Probe> log) {
    /// How a container is.
    public enum Status {
        /// Not tested.
        NONE,
        /// In its start period, no test passed yet.
        STARTING,
        /// The last test passed.
        HEALTHY,
        /// As many failures in a row as it takes.
        UNHEALTHY;

        /// As Docker writes it.
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// One test: exit code (-1 when it took too long) and the first 4096 characters of its output.
    public record Probe(Instant start, Instant end, int exitCode, String output) {}

    /// Copies the log.
    public Health {
        log = List.copyOf(log);
    }

    /// Not tested.
    public static final Health NONE = new Health(Status.NONE, 0, List.of());
}
