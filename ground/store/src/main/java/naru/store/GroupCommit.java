package naru.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Lets many callers share one commit: a lone caller commits inline; callers that arrive while one
/// commits wait in a list, and the next commit takes them all, so that many share one fsync. Safe for
/// use by many threads.
///
/// @param <T> what one caller wants committed
public final class GroupCommit<T> {
    private static final int MAX_WAITING = 1_000;

    private final ReentrantLock writer;
    private final Consumer<List<T>> commit;
    private final Object gate = new Object();
    private List<Ticket<T>> waiting = new ArrayList<>();

    /// What one caller wants committed, and how it went.
    private static final class Ticket<T> {
        final T request;
        volatile boolean done;
        volatile @Nullable RuntimeException failure;

        Ticket(T request) {
            this.request = request;
        }
    }

    /// @param writer held while `commit` runs; whoever else touches what it touches takes it too
    /// @param commit commits a group, in the order of arrival; what it throws, everybody in the group
    ///     gets
    public GroupCommit(ReentrantLock writer, Consumer<List<T>> commit) {
        this.writer = writer;
        this.commit = commit;
    }

    /// Returns when a group with this request was committed.
    ///
    /// @throws Fault UNAVAILABLE if too many wait already
    public void submit(T request) {
        Ticket<T> ticket = new Ticket<>(request);
        synchronized (gate) {
            if (waiting.size() >= MAX_WAITING) {
                throw Fault.unavailable("the store has " + MAX_WAITING + " writers waiting: try again", null);
            }
            waiting.add(ticket);
        }
        writer.lock();
        try {
            if (!ticket.done) {
                commitWaiting();
            }
        } finally {
            writer.unlock();
        }
        if (ticket.failure != null) {
            throw ticket.failure;
        }
    }

    private void commitWaiting() {
        List<Ticket<T>> group;
        synchronized (gate) {
            group = waiting;
            waiting = new ArrayList<>();
        }
        try {
            commit.accept(group.stream().map(ticket -> ticket.request).toList());
        } catch (RuntimeException e) {
            group.forEach(ticket -> ticket.failure = e);
        }
        group.forEach(ticket -> ticket.done = true);
    }
}
