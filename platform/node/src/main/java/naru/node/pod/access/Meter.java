package naru.node.pod.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.container.Usage;

/// What processes use now: processor time as a rate since the last time that somebody asked. Safe for use by many
/// threads.
final class Meter {
    /// The kernel counts in hundredths of a second: over a shorter time a rate is mostly chance.
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final int REMEMBERED = 2000;

    private final Map<String, Sample> samples = new ConcurrentHashMap<>();

    /// Counters at a moment, and the rate up to it.
    private record Sample(Instant time, long nanos, long rate) {}

    /// Billionths of a processor that are used.
    ///
    /// @param key whose
    /// @param nanos processor time so far
    /// @param began since when
    long rate(String key, long nanos, Instant began) {
        Instant now = Instant.now();
        if (samples.size() > REMEMBERED) {
            samples.values().removeIf(sample -> sample.time().isBefore(now.minusSeconds(600)));
        }
        return java.util.Objects.requireNonNull(samples.compute(key, (_, before) -> next(before, nanos, began, now)))
                .rate();
    }

    private static Sample next(
            @org.jspecify.annotations.Nullable Sample before, long nanos, Instant began, Instant now) {
        if (before != null && Duration.between(before.time(), now).compareTo(LEAST) < 0) {
            return before;
        }
        Instant since = before == null ? began : before.time();
        long used = before == null ? nanos : Math.max(0, nanos - before.nanos());
        long millis = Math.max(LEAST.toMillis(), Duration.between(since, now).toMillis());
        return new Sample(now, nanos, used / millis * 1000);
    }

    /// Bytes that cannot be given back at once: all but file cache that nobody used lately.
    static long workingSet(Usage usage) {
        long inactive = usage.memoryDetail()
                .getOrDefault("total_inactive_file", usage.memoryDetail().getOrDefault("inactive_file", 0L));
        return Math.max(0, usage.memory() - inactive);
    }
}
