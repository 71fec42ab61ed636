package naru.store.kv;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.store.kv.KeyValues.Condition;
import naru.store.kv.KeyValues.Delete;
import naru.store.kv.KeyValues.Entry;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Outcome;
import naru.store.kv.KeyValues.Put;
import naru.store.kv.Watch.Event;
import org.jspecify.annotations.Nullable;

/// What a group of writers will have changed once it is on disk. Each sees what those before it did;
/// nobody else sees anything until the plan is published. Used by one thread.
final class Plan {
    private final Leases leases;
    private final long at;
    private final List<Change> changes = new ArrayList<>();
    private final Map<Long, Duration> granted = new LinkedHashMap<>();
    private final Set<Long> ended = new LinkedHashSet<>();
    private Snapshot now;

    /// @param at the time, in nanoseconds of the store's clock
    Plan(Snapshot latest, Leases leases, long at) {
        this.now = latest;
        this.leases = leases;
        this.at = at;
    }

    /// One revision each, in order.
    List<Change> changes() {
        return changes;
    }

    /// The new leases.
    Map<Long, Duration> granted() {
        return granted;
    }

    /// The leases that end.
    Set<Long> ended() {
        return ended;
    }

    /// The revision after all of it.
    long revision() {
        return now.revision();
    }

    boolean isEmpty() {
        return changes.isEmpty() && granted.isEmpty() && ended.isEmpty();
    }

    Outcome commit(List<Condition> conditions, List<Operation> operations) {
        for (Condition condition : conditions) {
            Entry entry = now.entries().get(condition.key());
            if (condition.modRevision() != (entry == null ? 0 : entry.modRevision())) {
                return new Outcome(false, now.revision());
            }
        }
        for (Operation operation : operations) {
            if (operation instanceof Put put && put.lease() != 0) {
                leases.require(put.lease());
            }
        }
        apply(operations);
        return new Outcome(true, now.revision());
    }

    void grant(long lease, Duration ttl) {
        granted.put(lease, ttl);
    }

    void revoke(long lease) {
        leases.beginEnd(lease);
        ended.add(lease);
        List<Operation> deletes = new ArrayList<>();
        now.underLease(lease).forEach(entry -> deletes.add(new Delete(entry.key())));
        apply(deletes);
    }

    /// Ends a lease unless it was kept alive in the meantime.
    void expire(long lease) {
        if (leases.isOver(lease)) {
            revoke(lease);
        }
    }

    private void apply(List<Operation> operations) {
        long revision = now.revision() + 1;
        Snapshot after = now;
        List<Event> events = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            Entry before = now.entries().get(operation.key());
            Entry made = operation instanceof Put put ? made(put, before, revision) : null;
            if (made != null || before != null) {
                after = after.changed(operation.key(), before, made);
                events.add(new Event(operation.key(), made, before, revision));
            }
        }
        if (!events.isEmpty()) {
            now = after.as(revision);
            changes.add(new Change(now, List.copyOf(events), at));
        }
    }

    private static Entry made(Put put, @Nullable Entry before, long revision) {
        return before == null
                ? new Entry(put.key(), put.value(), revision, revision, 1, put.lease())
                : new Entry(
                        put.key(), put.value(), before.createRevision(), revision, before.version() + 1, put.lease());
    }
}
