package naru.store.kv;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// A watch that remembers only where it is: what was not read yet is in the store's history, which is
/// bounded. A reader that stays behind the history gets GONE.
final class HistoryWatch implements Watch {
    private static final int MAX_EVENTS = 1_000;
    private static final int MAX_SCANNED = 10_000;

    private final History history;
    private final String from;
    private final String to;
    private final Consumer<HistoryWatch> onClose;

    /// Everything up to this revision was delivered, or is of no interest.
    private long delivered;

    /// The latest revision that was offered.
    private long offered;

    /// The first revision that may hold something to deliver, 0 for none.
    private long pending;

    private boolean closed;
    private @Nullable Fault end;

    /// @param first the first revision to deliver
    /// @param latest the latest revision at this moment; later ones are offered
    HistoryWatch(History history, String from, String to, long first, long latest, Consumer<HistoryWatch> onClose) {
        this.history = history;
        this.from = from;
        this.to = to;
        this.onClose = onClose;
        this.delivered = first - 1;
        this.offered = latest;
        this.pending = first <= latest ? first : 0;
    }

    /// Tells of a change that is in the history now.
    synchronized void offer(Change change) {
        long revision = change.revision();
        offered = Math.max(offered, revision);
        if (revision <= delivered || pending != 0) {
            return;
        }
        if (change.events().stream().anyMatch(this::concerns)) {
            pending = revision;
            notifyAll();
        } else {
            delivered = revision;
        }
    }

    /// Ends it from the store's side: the reader gets this fault.
    synchronized void end(Fault fault) {
        end = fault;
        notifyAll();
    }

    @Override
    public Batch next(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long start = await(deadline);
            if (start == 0) {
                return nothing();
            }
            Batch batch = scan(start);
            advance(batch.revision());
            if (!batch.events().isEmpty()) {
                return batch;
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        onClose.accept(this);
    }

    private synchronized Batch nothing() {
        return new Batch(List.of(), Math.min(delivered, offered));
    }

    /// Waits for something to deliver and answers its revision, or 0 when closed or out of patience.
    private synchronized long await(long deadline) {
        while (!closed && end == null && pending == 0) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return 0;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Fault.unavailable("interrupted while waiting for changes", e);
            }
        }
        if (closed) {
            return 0;
        }
        if (end != null) {
            throw end;
        }
        return pending;
    }

    /// What the history holds for this watch from a revision on, whole revisions.
    private Batch scan(long start) {
        List<Event> found = new ArrayList<>();
        long next = start;
        for (Change change : history.from(start).values()) {
            if (change.revision() != next || found.size() >= MAX_EVENTS || next - start >= MAX_SCANNED) {
                break;
            }
            change.events().stream().filter(this::concerns).forEach(found::add);
            next++;
        }
        if (next == start) {
            Fault gone = History.gone(start);
            end(gone);
            throw gone;
        }
        return new Batch(List.copyOf(found), next - 1);
    }

    private synchronized void advance(long revision) {
        delivered = revision;
        offered = Math.max(offered, revision);
        pending = revision < offered ? revision + 1 : 0;
    }

    private boolean concerns(Event event) {
        return event.key().compareTo(from) >= 0 && event.key().compareTo(to) < 0;
    }
}
