package naru.store.kv;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import naru.base.Fault;

/// The latest state and a window of the revisions before it. One thread at a time appends or compacts;
/// any reads.
final class History {
    private final Window window;
    private final ConcurrentSkipListMap<Long, Change> changes = new ConcurrentSkipListMap<>();
    private volatile Snapshot latest;
    private long weight;

    /// Begins with a state whose past is unknown (unless it is that of a new store).
    History(Window window, Change first) {
        this.window = window;
        this.latest = first.after();
        changes.put(first.revision(), first);
        weight = first.weight();
    }

    Snapshot latest() {
        return latest;
    }

    /// The state that a revision left.
    ///
    /// @throws Fault GONE if it is no longer kept, INVALID if it has not happened
    Snapshot at(long revision) {
        Snapshot now = latest;
        if (revision > now.revision()) {
            throw Fault.invalid("revision " + revision + " has not happened yet: the latest is " + now.revision());
        }
        if (revision == now.revision()) {
            return now;
        }
        Change change = changes.get(revision);
        if (change == null) {
            throw gone(revision);
        }
        return change.after();
    }

    /// Whether all changes from a revision on are here, or are still to come.
    boolean reaches(long revision) {
        long oldest = changes.firstKey();
        return revision > oldest || oldest == Snapshot.NEW.revision();
    }

    /// The changes from a revision on, as they are when they are walked; the first may be missing if it
    /// is forgotten.
    ConcurrentNavigableMap<Long, Change> from(long revision) {
        return changes.tailMap(revision);
    }

    void append(Change change) {
        changes.put(change.revision(), change);
        latest = change.after();
        weight += change.weight();
        long tooOld = change.at() - window.age().toNanos();
        while (isOver(tooOld)) {
            forgetOldest();
        }
    }

    /// Forgets what was before a revision.
    void compact(long revision) {
        while (changes.firstKey() < revision) {
            forgetOldest();
        }
    }

    static Fault gone(long revision) {
        return Fault.gone("revision " + revision + " is no longer kept: list again and watch from there");
    }

    private boolean isOver(long tooOld) {
        Change oldest = changes.firstEntry().getValue();
        long kept = latest.revision() - oldest.revision() + 1;
        return kept > 1 && (kept > window.revisions() || weight > window.bytes() || oldest.at() - tooOld < 0);
    }

    private void forgetOldest() {
        weight -= changes.pollFirstEntry().getValue().weight();
    }
}
