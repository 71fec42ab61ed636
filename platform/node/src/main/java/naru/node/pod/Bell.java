package naru.node.pod;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes one thread: what happened is looked up, so that it need not be queued, and rings while nobody waits are one.
final class Bell {
    private final Semaphore rung = new Semaphore(0);

    /// Wakes the thread, now or when it next waits.
    void ring() {
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    /// Waits for a ring, not longer than this.
    void await(Duration patience) throws InterruptedException {
        if (rung.tryAcquire(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS)) {
            rung.drainPermits();
        }
    }
}
