package naru.container;

import java.time.Duration;
import java.util.function.Consumer;

/// Starts containers again by their policy, later each time: 100 ms, doubled up to a minute; one that ran 10 s begins
/// anew.
final class Restarts implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration GOOD_RUN = Duration.ofSeconds(10);

    private final Consumer<Unit> start;
    private volatile boolean closed;

    Restarts(Consumer<Unit> start) {
        this.start = start;
    }

    /// How long to wait before restart number `count`, counted from 0.
    static Duration delay(int count) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(count, 20));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    /// Starts a container again after its delay; the caller holds its lock.
    void schedule(Unit unit, Duration ran) {
        int count = ran.compareTo(GOOD_RUN) > 0 ? 0 : unit.kept().restartCount();
        unit.change(kept -> kept.counted(count + 1));
        Thread waiter = Thread.ofVirtual().unstarted(() -> {
            try {
                Thread.sleep(delay(count));
            } catch (InterruptedException e) {
                return; // stopped or removed meanwhile
            }
            if (!closed) {
                start.accept(unit);
            }
        });
        unit.restarter(waiter);
        waiter.start();
    }

    @Override
    public void close() {
        closed = true;
    }
}
