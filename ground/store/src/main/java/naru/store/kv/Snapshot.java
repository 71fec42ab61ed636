package naru.store.kv;

import naru.store.kv.KeyValues.Entry;
import org.jspecify.annotations.Nullable;

/// All keys as a revision left them; immutable.
///
/// @param revision which
/// @param entries by key
/// @param leased those under a lease, by lease and key
record Snapshot(long revision, EntryTree entries, EntryTree leased) {
    static final Snapshot NEW = new Snapshot(1, EntryTree.EMPTY, EntryTree.EMPTY);

    /// The keys that end with a lease.
    Iterable<Entry> underLease(long lease) {
        return leased.range(leasedKey(lease, ""), leasedKey(lease, "\u007f"), 0);
    }

    /// These trees with one key changed; the revision stays.
    Snapshot changed(String key, @Nullable Entry before, @Nullable Entry now) {
        EntryTree leases = leased;
        if (before != null && before.lease() != 0) {
            leases = leases.without(leasedKey(before.lease(), key));
        }
        if (now != null && now.lease() != 0) {
            leases = leases.with(leasedKey(now.lease(), key), now);
        }
        return new Snapshot(revision, now == null ? entries.without(key) : entries.with(key, now), leases);
    }

    /// The same trees under another revision.
    Snapshot as(long number) {
        return new Snapshot(number, entries, leased);
    }

    static String leasedKey(long lease, String key) {
        return "%016x/%s".formatted(lease, key);
    }
}
