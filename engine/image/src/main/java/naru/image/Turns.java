package naru.image;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A lock for each name, there only as long as somebody has it or waits for it. Safe for use by many threads; who has a
/// name may take it again.
final class Turns {
    private final ConcurrentHashMap<String, Turn> turns = new ConcurrentHashMap<>();

    /// A lock and how many want it; the number changes only within the map's own steps.
    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock();
        int wanted;
    }

    /// Nobody else has the name until it is closed, by the thread that took it.
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits for the name.
    Held take(String name) {
        Turn turn = turns.compute(name, (_, there) -> {
            Turn wanted = there == null ? new Turn() : there;
            wanted.wanted++;
            return wanted;
        });
        turn.lock.lock();
        return () -> {
            turn.lock.unlock();
            turns.computeIfPresent(name, (_, there) -> left(there));
        };
    }

    private static @Nullable Turn left(Turn turn) {
        return --turn.wanted == 0 ? null : turn;
    }
}
