package naru.tunnel.mux;

import java.util.concurrent.atomic.AtomicLong;

/// How much one stream lets the other side send: counts what was consumed, and grows when the window is what
/// limits.
///
/// It doubles when half of it was consumed faster than a round trip, up to 6 MiB, out of the session's budget.
/// Guarded by the stream's lock.
final class Window {
    /// What every stream may send before it has credit.
    static final int IMPLICIT = 64 * 1024;

    /// What a stream is given as soon as it moves, while the budget lasts.
    static final int START = 256 * 1024;

    private static final int MAX = 6 * 1024 * 1024;

    private final AtomicLong budget;
    private int size;
    private int outstanding;
    private int consumed;
    private long lastGrant = System.nanoTime();

    Window(AtomicLong budget, int size) {
        this.budget = budget;
        this.size = size;
        this.outstanding = size;
    }

    /// Notes bytes that came in; false when they are more than was granted.
    boolean received(int bytes) {
        outstanding -= bytes;
        return outstanding >= 0;
    }

    /// Notes bytes that were passed on; the credit to give now, or 0.
    int consumed(int bytes, long roundTripNanos) {
        consumed += bytes;
        if (consumed < size / 2) {
            return 0;
        }
        long now = System.nanoTime();
        int wanted = size < START ? START : now - lastGrant <= roundTripNanos ? Math.min(size * 2, MAX) : size;
        lastGrant = now;
        int growth = wanted - size;
        if (growth > 0 && take(budget, growth)) {
            size = wanted;
        } else {
            growth = 0;
        }
        int credit = consumed + growth;
        consumed = 0;
        outstanding += credit;
        return credit;
    }

    /// Gives what was grown back to the budget.
    void release() {
        budget.addAndGet(size - IMPLICIT);
        size = IMPLICIT;
    }

    /// Takes bytes from a budget if it has them.
    static boolean take(AtomicLong budget, int bytes) {
        if (budget.addAndGet(-bytes) >= 0) {
            return true;
        }
        budget.addAndGet(bytes);
        return false;
    }
}
