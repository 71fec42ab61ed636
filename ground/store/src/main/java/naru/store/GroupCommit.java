package naru.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
    private boolean busy;

    /// What one caller wants committed, and how it went.
    private static final class Ticket<T> {
        final T request;

        /// Whether the caller is to commit the next group; if not, its own request was committed or
        /// failed.
        final CompletableFuture<Boolean> turn = new CompletableFuture<>();

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

    /// Returns when a group with this request was committed; does not return sooner when interrupted.
    ///
    /// @throws Fault UNAVAILABLE if too many wait already
    public void submit(T request) {
        Ticket<T> ticket = new Ticket<>(request);
        boolean alone;
        synchronized (gate) {
            if (waiting.size() >= MAX_WAITING) {
                throw Fault.unavailable("the store has " + MAX_WAITING + " writers waiting: try again", null);
            }
            waiting.add(ticket);
            alone = !busy;
            busy = true;
        }
        if (alone || ticket.turn.join()) {
            commitWaiting();
        }
        if (ticket.failure != null) {
            throw ticket.failure;
        }
    }

    private void commitWaiting() {
        writer.lock();
        List<Ticket<T>> group = List.of();
        RuntimeException failure = Fault.internal("the store broke down in a commit", null);
        try {
            group = takeWaiting();
            commit.accept(group.stream().map(ticket -> ticket.request).toList());
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            writer.unlock();
            finish(group, failure);
        }
    }

    private List<Ticket<T>> takeWaiting() {
        synchronized (gate) {
            List<Ticket<T>> group = waiting;
            waiting = new ArrayList<>();
            return group;
        }
    }

    /// Tells everybody in the group, and gives the turn to the first who came in the meantime.
    private void finish(List<Ticket<T>> group, @Nullable RuntimeException failure) {
        for (Ticket<T> ticket : group) {
            ticket.failure = failure;
            ticket.turn.complete(false);
        }
        Ticket<T> next;
        synchronized (gate) {
            next = waiting.isEmpty() ? null : waiting.getFirst();
            busy = next != null;
        }
        if (next != null) {
            next.turn.complete(true);
        }
    }
}
