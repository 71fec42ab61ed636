package naru.tunnel;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import naru.tunnel.mux.Session;
import org.jspecify.annotations.Nullable;

/// Which session answers for which name now. A new session fences the old one: it takes the name and ends it.
final class Registry {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Live> live = new HashMap<>();
    private final Map<String, Instant> away = new HashMap<>();
    private final int maxWaiting;
    private long epoch;
    private int waiting;

    /// A connected agent.
    record Live(String name, String token, String resume, long epoch, String address, Instant since, Session session) {}

    Registry(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    long nextEpoch() {
        lock.lock();
        try {
            return ++epoch;
        } finally {
            lock.unlock();
        }
    }

    /// Puts a session in its name's place; the one that was there is returned, fenced: it gets no more requests.
    @Nullable
    Live attach(Live next) {
        lock.lock();
        try {
            Live old = live.get(next.name());
            if (old != null && old.epoch() > next.epoch()) {
                return next; // a later handshake was faster
            }
            live.put(next.name(), next);
            away.remove(next.name());
            changed.signalAll();
            return old;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a session out of its name's place, if it is still the one there.
    void detach(String name, Session session) {
        lock.lock();
        try {
            Live there = live.get(name);
            if (there != null && there.session().equals(session)) {
                live.remove(name);
                away.put(name, Instant.now());
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<Live> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(live.get(name));
        } finally {
            lock.unlock();
        }
    }

    List<Live> all() {
        lock.lock();
        try {
            return List.copyOf(live.values());
        } finally {
            lock.unlock();
        }
    }

    Optional<Instant> awaySince(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(away.get(name));
        } finally {
            lock.unlock();
        }
    }

    /// The session of a name, waiting for it unless too many wait already.
    Optional<Live> await(String name, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            if (live.get(name) == null && waiting >= maxWaiting) {
                return Optional.empty();
            }
            waiting++;
            while (live.get(name) == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            waiting--;
            return Optional.ofNullable(live.get(name));
        } catch (InterruptedException e) {
            waiting--;
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// How many requests wait.
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
