package naru.cluster.schedule;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import naru.cluster.informer.Backoff;
import naru.cluster.informer.Timing;
import org.jspecify.annotations.Nullable;

/// Pods that wait to be placed: the most important first, then the one that waits longest. One that no node can take
/// rests until something changes, and then at least as long as its failures ask for. It holds each pod once, so it is
/// never larger than the store. Safe for use by many threads.
final class PendingPods implements AutoCloseable {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final Comparator<Waiting> ORDER =
            Comparator.comparingLong((Waiting one) -> -one.pod.priority()).thenComparingLong(one -> one.number);

    private final Timing timing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Map<String, Waiting> known = new HashMap<>();
    private final PriorityQueue<Waiting> active = new PriorityQueue<>(ORDER);
    private final Map<String, Waiting> resting = new HashMap<>();
    private long changes;
    private long numbers;
    private boolean closed;

    /// A pod that waits, and how it fared so far.
    static final class Waiting {
        private final long number;
        private final Demand pod;
        private int failures;
        private long notBefore;
        private long seen;
        private boolean dropped;

        Waiting(long number, Demand pod) {
            this.number = number;
            this.pod = pod;
        }

        Demand pod() {
            return pod;
        }

        int failures() {
            return failures;
        }
    }

    PendingPods(Timing timing) {
        this.timing = timing;
    }

    /// Adds a pod, or takes in what it asks for now.
    void put(Demand pod) {
        lock.lock();
        try {
            drop(pod.uid());
            Waiting entry = new Waiting(numbers++, pod);
            known.put(pod.uid(), entry);
            activate(entry);
        } finally {
            lock.unlock();
        }
    }

    /// Forgets a pod; answers whether it waited.
    boolean remove(String uid) {
        lock.lock();
        try {
            return drop(uid);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next pod; null when closed. It stays known until [#remove] or [#failed].
    @Nullable
    Waiting take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                Waiting next = active.poll();
                if (next == null) {
                    added.await();
                } else if (!next.dropped) {
                    next.seen = changes;
                    return next;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Puts a pod back that could not be placed.
    ///
    /// @param again whether it is tried again without waiting for a change
    void failed(Waiting pod, boolean again) {
        lock.lock();
        try {
            if (pod.dropped) {
                return;
            }
            pod.failures++;
            pod.notBefore = timing.nanos() + BACKOFF.after(pod.failures).toNanos();
            if (again || pod.seen != changes) {
                later(pod);
            } else {
                resting.put(pod.pod.uid(), pod);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Something has changed that may let some of the resting pods be placed.
    void changed(Predicate<Demand> some) {
        lock.lock();
        try {
            changes++;
            List<Waiting> woken =
                    resting.values().stream().filter(one -> some.test(one.pod)).toList();
            woken.forEach(one -> resting.remove(one.pod.uid()));
            woken.forEach(this::later);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return known.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void later(Waiting entry) {
        long left = entry.notBefore - timing.nanos();
        if (left <= 0) {
            activate(entry);
        } else {
            timing.after(Duration.ofNanos(left), () -> due(entry));
        }
    }

    private void due(Waiting entry) {
        lock.lock();
        try {
            if (!entry.dropped) {
                activate(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    private void activate(Waiting entry) {
        active.add(entry);
        added.signal();
    }

    private boolean drop(String uid) {
        Waiting entry = known.remove(uid);
        if (entry == null) {
            return false;
        }
        entry.dropped = true;
        resting.remove(uid);
        return true;
    }
}
