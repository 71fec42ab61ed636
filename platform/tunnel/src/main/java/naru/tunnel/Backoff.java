package naru.tunnel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before dialling again: 100 ms doubling to 10 s, each time a random part between half and all of
/// it.
final class Backoff {
    private static final long FIRST = 100;
    private static final long MOST = 10_000;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// Counts a failure and says how long to wait.
    Duration next() {
        long whole = Math.min(MOST, FIRST << Math.min(failures, 20));
        failures++;
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }

    /// Attempts that failed since the last success.
    int failures() {
        return failures;
    }

    /// After a success.
    void reset() {
        failures = 0;
    }
}
