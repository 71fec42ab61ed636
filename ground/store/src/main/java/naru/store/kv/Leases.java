package naru.store.kv;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import naru.base.Fault;

/// The leases that run, and until when. Safe for use by many threads.
final class Leases {
    /// How late the end of a lease may be noticed when the clock is not the system's.
    private static final long STEP_MILLIS = 250;

    /// After how long an end that could not be stored is tried again.
    private static final long RETRY_NANOS = 1_000_000_000;

    private final LongSupplier nanos;
    private final Map<Long, Held> leases = new HashMap<>();
    private boolean closed;

    /// @param nanos a clock that never goes back, in nanoseconds
    Leases(LongSupplier nanos, Map<Long, Duration> running) {
        this.nanos = nanos;
        running.forEach(this::add);
    }

    private static final class Held {
        final long ttl;
        long deadline;
        boolean ending;

        Held(long ttl, long now) {
            this.ttl = ttl;
            this.deadline = now + ttl;
        }
    }

    synchronized void add(long lease, Duration ttl) {
        leases.put(lease, new Held(ttl.toNanos(), nanos.getAsLong()));
        notifyAll();
    }

    /// Begins a lease's time anew; NOT_FOUND if it has ended.
    synchronized void keepAlive(long lease) {
        Held held = running(lease);
        if (held.deadline - nanos.getAsLong() <= 0) {
            throw unknown(lease);
        }
        held.deadline = nanos.getAsLong() + held.ttl;
    }

    /// NOT_FOUND unless the lease runs.
    synchronized void require(long lease) {
        running(lease);
    }

    /// Marks a lease as ending: nothing can use it any more. NOT_FOUND if it has ended.
    synchronized void beginEnd(long lease) {
        running(lease).ending = true;
    }

    /// Whether a lease's time is over and it is not ending yet.
    synchronized boolean isOver(long lease) {
        Held held = leases.get(lease);
        return held != null && !held.ending && held.deadline - nanos.getAsLong() <= 0;
    }

    /// The end of a lease could not be stored: it runs on for a moment at least.
    synchronized void postponeEnd(long lease) {
        Held held = leases.get(lease);
        if (held != null) {
            long soon = nanos.getAsLong() + RETRY_NANOS;
            held.ending = false;
            held.deadline = held.deadline - soon < 0 ? soon : held.deadline;
        }
    }

    synchronized void end(long lease) {
        leases.remove(lease);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// Waits until the time of some leases is over and answers them; nothing when closed.
    synchronized List<Long> awaitOver() throws InterruptedException {
        while (!closed) {
            List<Long> over = new ArrayList<>();
            long next = Long.MAX_VALUE;
            for (Map.Entry<Long, Held> lease : leases.entrySet()) {
                long left = lease.getValue().deadline - nanos.getAsLong();
                next = Math.min(next, left);
                if (left <= 0) {
                    over.add(lease.getKey());
                }
            }
            if (!over.isEmpty()) {
                return over;
            }
            wait(leases.isEmpty() ? 0 : Math.min(STEP_MILLIS, next / 1_000_000 + 1));
        }
        return List.of();
    }

    static Fault unknown(long lease) {
        return Fault.notFound("lease " + Long.toHexString(lease) + " has ended or never was");
    }

    private Held running(long lease) {
        Held held = leases.get(lease);
        if (held == null || held.ending) {
            throw unknown(lease);
        }
        return held;
    }
}
