package naru.etcd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import naru.store.kv.Watch.Batch;
import naru.store.kv.Watch.Event;

/// Changes that were not read yet, within a bound. Used under the lock of its watch.
final class HeldBatches {
    private static final int MAX_EVENTS = 1_000;
    private static final long MAX_BYTES = 64L << 20;

    private final int bound;
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private int events;
    private long bytes;

    /// @param bound how many changes are held
    HeldBatches(int bound) {
        this.bound = bound;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Holds changes of whole revisions; false, and nothing is held any more, if they are too many.
    boolean add(List<Event> fresh) {
        waiting.add(new Batch(fresh, fresh.getLast().revision()));
        events += fresh.size();
        bytes += weight(fresh);
        boolean fits = events <= bound && bytes <= MAX_BYTES;
        if (!fits) {
            waiting.clear();
        }
        return fits;
    }

    /// Takes what waits, whole revisions; nothing if nothing waits.
    ///
    /// @param upTo up to which revision everything arrived
    Batch take(long upTo) {
        List<Event> found = new ArrayList<>();
        long revision = upTo;
        while (!waiting.isEmpty() && found.size() < MAX_EVENTS) {
            Batch batch = waiting.removeFirst();
            found.addAll(batch.events());
            revision = waiting.isEmpty() ? upTo : batch.revision();
        }
        events -= found.size();
        bytes -= weight(found);
        return new Batch(List.copyOf(found), revision);
    }

    private static long weight(List<Event> some) {
        long weight = 0;
        for (Event event : some) {
            weight += event.now() == null ? 0 : event.now().value().length;
            weight += event.before() == null ? 0 : event.before().value().length;
        }
        return weight;
    }
}
