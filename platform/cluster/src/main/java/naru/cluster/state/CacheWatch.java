package naru.cluster.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.cluster.object.ObjectWatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One reader's view of a [ResourceCache]: what its selection chooses of the changes. What was not read yet is held in
/// a queue, bounded by count and by bytes; a reader that lets it fill gets GONE. Documents are copied on the reader's
/// thread.
final class CacheWatch implements ObjectWatch {
    private static final int MOST_PENDING = 10_000;
    private static final long MOST_BYTES = 32 << 20;
    private static final int BATCH = 500;

    private final ResourceCache cache;
    private final Selection selection;
    private final long after;
    private final long bookmarkEvery;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> pending;
    private int first;
    private long bytes;
    private long marked = System.nanoTime();
    private boolean closed;
    private @Nullable Fault failure;

    /// An event that was not read yet.
    ///
    /// @param revision of the change, which a deleted object's last state is given
    record Pending(Type type, Stored stored, long revision) {
        /// What a change is to a selection; nothing if it does not concern it.
        static Optional<Pending> of(Change change, Selection selection) {
            if (!change.key().startsWith(selection.prefix())) {
                return Optional.empty();
            }
            Stored before = change.before();
            Stored after = change.after();
            boolean was = before != null && selection.chooses(before.object());
            if (after != null && selection.chooses(after.object())) {
                return Optional.of(new Pending(was ? Type.MODIFIED : Type.ADDED, after, change.revision()));
            }
            return before != null && was
                    ? Optional.of(new Pending(Type.DELETED, before, change.revision()))
                    : Optional.empty();
        }

        /// An object that is there when the watch begins.
        static Optional<Pending> present(Stored stored, Selection selection) {
            return selection.holds(stored)
                    ? Optional.of(new Pending(Type.ADDED, stored, stored.revision()))
                    : Optional.empty();
        }

        private Event event() {
            return new Event(type, type == Type.DELETED ? stored.copyAt(revision) : stored.copy());
        }
    }

    /// A watch of the changes after a revision; `bookmarkEvery` is zero for no bookmarks.
    CacheWatch(
            ResourceCache cache,
            Selection selection,
            long after,
            Duration bookmarkEvery,
            Collection<Pending> beginning) {
        this.cache = cache;
        this.selection = selection;
        this.after = after;
        this.bookmarkEvery = bookmarkEvery.toNanos();
        this.pending = new ArrayDeque<>(beginning);
        this.first = beginning.size();
    }

    /// Takes a change; answers false when it wants no more, because its queue is full. Called in the changes' order.
    boolean offer(Change change) {
        if (change.revision() <= after) {
            return true;
        }
        Optional<Pending> event = Pending.of(change, selection);
        if (event.isEmpty()) {
            return true;
        }
        lock.lock();
        try {
            if (pending.size() - first >= MOST_PENDING || bytes > MOST_BYTES) {
                end(Fault.gone("the watch was not read: " + pending.size() + " changes of " + bytes
                        + " bytes were waiting; list again"));
                return false;
            }
            pending.addLast(event.get());
            bytes += event.get().stored().size();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Ends it with a reason for the reader.
    void fail(Fault reason) {
        lock.lock();
        try {
            end(reason);
        } finally {
            lock.unlock();
        }
    }

    private void end(Fault reason) {
        failure = reason;
        pending.clear();
        first = 0;
        bytes = 0;
        changed.signalAll();
    }

    @Override
    public List<Event> next(Duration patience) {
        List<Pending> taken = taken(patience);
        if (!taken.isEmpty()) {
            List<Event> events = new ArrayList<>(taken.size());
            taken.forEach(one -> events.add(one.event()));
            return events;
        }
        return bookmarkEvery > 0 ? bookmark() : List.of();
    }

    private List<Pending> taken(Duration patience) {
        lock.lock();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            long wait = left(deadline);
            while (pending.isEmpty() && failure == null && !closed && wait > 0) {
                changed.awaitNanos(wait);
                wait = left(deadline);
            }
            if (failure != null) {
                throw failure;
            }
            List<Pending> taken = new ArrayList<>();
            while (!pending.isEmpty() && taken.size() < BATCH) {
                Pending one = pending.removeFirst();
                taken.add(one);
                bytes -= first > 0 ? 0 : one.stored().size();
                first = Math.max(0, first - 1);
            }
            return taken;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private long left(long deadline) {
        long now = System.nanoTime();
        return bookmarkEvery > 0 ? Math.min(deadline - now, marked + bookmarkEvery - now) : deadline - now;
    }

    /// The revision is read before the queue: whatever the cache knew by then has been in the queue.
    private List<Event> bookmark() {
        long revision = cache.revision();
        lock.lock();
        try {
            if (!pending.isEmpty() || closed || System.nanoTime() - marked < bookmarkEvery) {
                return List.of();
            }
            marked = System.nanoTime();
        } finally {
            lock.unlock();
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        return List.of(new Event(Type.BOOKMARK, object));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pending.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        cache.forget(this);
    }
}
