package naru.cluster.informer;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keys to look at, each at most once, and never by two threads at the same time: a key that is added while it is
/// looked at comes back afterwards. Failures come back later and later. Safe for use by many threads.
///
/// It holds at most `limit` keys. What is added beyond that is refused, and [#overflowed] tells so once.
public final class WorkQueue<K> implements AutoCloseable {
    private final Timing timing;
    private final Backoff backoff;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<K> ready = new LinkedHashSet<>();
    private final Set<K> running = new HashSet<>();
    private final Set<K> again = new HashSet<>();
    private final Map<K, Long> waiting = new HashMap<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private boolean overflowed;
    private boolean closed;

    /// Makes an empty one.
    public WorkQueue(Timing timing, Backoff backoff, int limit) {
        this.timing = timing;
        this.backoff = backoff;
        this.limit = limit;
    }

    /// Adds a key; of no effect if it waits already. Answers false when there is no room.
    public boolean add(K key) {
        lock.lock();
        try {
            if (closed) {
                return true;
            }
            if (running.contains(key)) {
                again.add(key);
                return true;
            }
            if (ready.size() >= limit && !ready.contains(key)) {
                overflowed = true;
                return false;
            }
            waiting.remove(key);
            if (ready.add(key)) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Adds a key later; the earliest time counts.
    public void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
            return;
        }
        lock.lock();
        try {
            long due = timing.nanos() + delay.toNanos();
            Long known = waiting.get(key);
            if (closed || known != null && known - due <= 0 || waiting.size() >= limit) {
                return;
            }
            waiting.put(key, due);
            timing.after(delay, () -> due(key, due));
        } finally {
            lock.unlock();
        }
    }

    /// Adds a key that failed, after a time that grows with its failures; answers how many there were in a row.
    public int retry(K key) {
        int count;
        lock.lock();
        try {
            count = failures.merge(key, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        addAfter(key, backoff.after(count));
        return count;
    }

    /// Forgets a key's failures.
    public void forget(K key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a key; null when the queue is closed. The caller tells [#done] afterwards.
    public @Nullable K take() throws InterruptedException {
        lock.lock();
        try {
            while (ready.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                return null;
            }
            Iterator<K> first = ready.iterator();
            K key = first.next();
            first.remove();
            running.add(key);
            return key;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the look at a key; one that was added meanwhile comes back after `rest`.
    public void done(K key, Duration rest) {
        lock.lock();
        try {
            running.remove(key);
            if (again.remove(key)) {
                addAfter(key, rest);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether a key was refused since the last call.
    public boolean overflowed() {
        lock.lock();
        try {
            boolean was = overflowed && ready.isEmpty();
            overflowed = overflowed && !was;
            return was;
        } finally {
            lock.unlock();
        }
    }

    /// Whether nothing waits, now or later, and nothing is looked at.
    public boolean idle() {
        lock.lock();
        try {
            return ready.isEmpty() && running.isEmpty() && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Wakes everybody who waits; nothing is taken any more.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void due(K key, long due) {
        lock.lock();
        try {
            Long known = waiting.get(key);
            if (known == null || known != due) {
                return;
            }
            waiting.remove(key);
        } finally {
            lock.unlock();
        }
        add(key);
    }
}
