package naru.cluster.lead;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.store.kv.KeyValues;
import naru.store.kv.Watch;

/// A store as one leader may use it: what it commits holds only while its leadership does, which the store itself
/// compares within the commit. A leader that stood still, or was cut off, and wakes up when another has taken over
/// cannot write any more, whatever it believes.
final class FencedKeyValues implements KeyValues {
    private final KeyValues store;
    private final Condition term;

    /// @param term holds while the leadership does
    FencedKeyValues(KeyValues store, Condition term) {
        this.store = store;
        this.term = term;
    }

    /// As of the store; UNAVAILABLE if the leadership has ended: then nothing changed.
    @Override
    public Outcome commit(List<Condition> conditions, List<Operation> operations) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(term);
        Outcome outcome = store.commit(all, operations);
        if (!outcome.succeeded() && !lasts()) {
            throw Fault.unavailable("this server does not lead the cluster any more: nothing was written", null);
        }
        return outcome;
    }

    private boolean lasts() {
        return store.get(term.key()).entries().stream().anyMatch(one -> one.modRevision() == term.modRevision());
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public Range range(String from, String to, int limit, long revision) {
        return store.range(from, to, limit, revision);
    }

    @Override
    public Watch watch(String from, String to, long revision) {
        return store.watch(from, to, revision);
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public long grant(Duration ttl) {
        return store.grant(ttl);
    }

    @Override
    public void keepAlive(long lease) {
        store.keepAlive(lease);
    }

    @Override
    public void revoke(long lease) {
        store.revoke(lease);
    }

    /// Of no effect: the store is its maker's.
    @Override
    public void close() {}
}
