package naru.container;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import naru.linux.Signals;

/// How a run of a container ended, or why it never began. Kept after the container is gone.
///
/// @param id full id
/// @param name without slash
/// @param image name or id, as asked
/// @param startedAt when it began; the epoch if it never did
/// @param finishedAt when it ended
/// @param exitCode of its first process, 128 and the signal's number when one killed it
/// @param oomKilled its memory limit was the reason
/// @param memoryLimit bytes, 0 for none
/// @param stopped somebody told it to end
/// @param error why it could not be started, or empty
/// @param restart policy as Docker writes it
/// @param restarts in a row by that policy
/// @param health what its health tests found
/// @param lastLines of its output, at most 20, without line ends
/// @param setup what it was made of, by name; values of its environment only as fingerprints
public record Ending(
        String id,
        String name,
        String image,
        Instant startedAt,
        Instant finishedAt,
        int exitCode,
        boolean oomKilled,
        long memoryLimit,
        boolean stopped,
        String error,
        String restart,
        int restarts,
        Health health,
        List<String> lastLines,
        Map<String, String> setup) {
    private static final int BY_SIGNAL = 128;

    /// Copies the list and the map; refuses null, as a record on disk may have it.
    public Ending {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
        Objects.requireNonNull(health, "health");
        lastLines = List.copyOf(lastLines);
        setup = Map.copyOf(setup);
    }

    /// How long it ran.
    public Duration ran() {
        return startedAt.equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(startedAt, finishedAt);
    }

    /// The signal that ended it, such as `SIGKILL`, or empty.
    public String signal() {
        return exitCode > BY_SIGNAL ? Signals.name(exitCode - BY_SIGNAL) : "";
    }

    /// The reason, as a sentence without its full stop.
    public String why() {
        if (!error.isEmpty()) {
            return "it could not be started: " + error;
        }
        if (oomKilled) {
            return "the kernel killed it for memory: its limit is " + (memoryLimit >> 10) + " KiB";
        }
        if (health.status() == Health.Status.UNHEALTHY && !stopped && !restart.equals("no")) {
            return "its health test failed " + health.failingStreak() + " times in a row";
        }
        if (stopped) {
            return "it was told to end by a command" + (signal().equals("SIGKILL") ? ", and was killed" : "");
        }
        if (!signal().isEmpty()) {
            return "the signal " + signal() + " ended it" + (crashed() ? ": its program crashed" : "");
        }
        return exitCode == 0
                ? "its process ended by itself, without an error"
                : "its process ended by itself with exit code " + exitCode;
    }

    private boolean crashed() {
        return List.of("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS")
                .contains(signal());
    }
}
