package naru.cluster.informer;

import java.time.Duration;

/// How long to wait after how many failures in a row: twice as long each time, up to a limit.
///
/// @param first after the first failure
/// @param most the limit
public record Backoff(Duration first, Duration most) {
    /// After `failures` (1 or more) in a row.
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        long nanos = first.toNanos();
        long limit = most.toNanos();
        return Duration.ofNanos(nanos > limit >> doublings ? limit : nanos << doublings);
    }
}
