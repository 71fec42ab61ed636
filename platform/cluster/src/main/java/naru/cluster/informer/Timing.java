package naru.cluster.informer;

import java.time.Duration;
import java.time.Instant;

/// Time as controllers know it. Safe for use by many threads.
public interface Timing extends AutoCloseable {
    /// The time of day, for what documents say.
    Instant now();

    /// A clock that never jumps, for how long something lasted.
    long nanos();

    /// Does something later, once. It must be short and must not block. Nothing happens after [#close].
    void after(Duration delay, Runnable task);

    /// Forgets what was to be done.
    @Override
    void close();

    /// The machine's own.
    static Timing system() {
        return new SystemTiming();
    }
}
