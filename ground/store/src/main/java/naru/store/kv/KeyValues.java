package naru.store.kv;

import java.time.Duration;
import java.util.List;

/// Durable keys and values with etcd's semantics (etcd.io, "etcd API guarantees"): every commit that
/// changes something is one revision of one history; reads are of a revision; watches deliver every
/// change from a revision on, in order.
///
/// Keys are ASCII texts, not empty, that sort by their bytes. What [#commit] answered is on disk and
/// survives `kill -9` (if the store is a durable one). Reads see every commit that was answered before
/// they began. Safe for use by many threads; every call may block. Values are not copied: nobody
/// changes an array that was put or read.
///
/// Errors: GONE for a revision that was compacted or is older than the store keeps, INVALID for a
/// revision that has not happened, UNAVAILABLE when the store cannot be reached, was closed, or its
/// disk is full. A commit that fails with UNAVAILABLE may or may not have happened: whoever needs to
/// know reads again and compares `modRevision`. Nothing here repeats a write by itself.
public interface KeyValues extends AutoCloseable {
    /// How many conditions, and how many operations, a commit has at most (etcd's `--max-txn-ops`).
    int MAX_OPERATIONS = 128;

    /// How many bytes the keys and values of a commit have at most (etcd's `--max-request-bytes`, less
    /// what wraps them).
    int MAX_BYTES = 1_500_000;

    /// The end of the range of all keys that begin with a text.
    static String endOf(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }

    /// The revision of the latest commit; a new store is at 1. It never goes back.
    long revision();

    /// The entries of `from` (included) to `to` (excluded) in key order; all of one state.
    ///
    /// @param limit how many at most, 0 for all
    /// @param revision which state to read, 0 for the latest
    /// @return the entries, how many the range has in all, and the revision that was read
    /// @throws naru.base.Fault GONE if that state is no longer kept, INVALID if it has not happened
    Range range(String from, String to, int limit, long revision);

    /// One key's entry at the latest revision, or an empty range.
    default Range get(String key) {
        return range(key, key + "\0", 1, 0);
    }

    /// Applies the operations in order if all conditions hold, else nothing, as one revision. A key may
    /// be in one operation only. Without effect (only deletes of what is not there) no revision is
    /// made; a put always has one.
    ///
    /// @throws naru.base.Fault INVALID for a key that is in two operations or is no key, TOO_LARGE over
    ///     [#MAX_OPERATIONS] or [#MAX_BYTES], NOT_FOUND for a put under a lease that has ended: then
    ///     nothing changed
    Outcome commit(List<Condition> conditions, List<Operation> operations);

    /// Every change in `from` (included) to `to` (excluded) from `revision` (included) on; 0 for what
    /// is committed after this call returns. A revision that has not happened yet is waited for.
    ///
    /// Whoever listed at revision R watches from R + 1 and misses nothing. GONE, here or from
    /// [Watch#next], if changes from `revision` on are no longer kept; a watch from exactly the
    /// revision that was compacted to may be GONE, too.
    Watch watch(String from, String to, long revision);

    /// Forgets states before a revision, and changes up to it: asking for them is GONE from then on;
    /// the state at the revision itself is kept.
    ///
    /// @throws naru.base.Fault GONE if it was forgotten already, INVALID if it has not happened
    void compact(long revision);

    /// Makes a lease and answers its number. Keys put under it are deleted, as one revision, soon after
    /// it was not kept alive for `ttl`, or later: a store may round up, and begins all times anew when
    /// it starts again.
    ///
    /// @param ttl more than nothing
    long grant(Duration ttl);

    /// Begins a lease's time anew; NOT_FOUND if it has ended.
    void keepAlive(long lease);

    /// Ends a lease and deletes its keys as one revision; NOT_FOUND if it has ended.
    void revoke(long lease);

    /// Ends it and its watches, whose readers get UNAVAILABLE. Of no effect the second time.
    @Override
    void close();

    /// A key with its value.
    ///
    /// @param createRevision when it was put for the first time since it was last deleted
    /// @param modRevision when it was put last
    /// @param version how often it was put since it was last deleted
    /// @param lease under which it was put, 0 for none
    record Entry(String key, byte[] value, long createRevision, long modRevision, long version, long lease) {}

    /// What a range read.
    ///
    /// @param entries in key order
    /// @param count of the whole range, whatever the limit
    /// @param revision that was read
    record Range(List<Entry> entries, long count, long revision) {}

    /// What must hold for a commit.
    ///
    /// @param key which
    /// @param modRevision its latest revision; 0: the key is not there
    record Condition(String key, long modRevision) {}

    /// One change of a commit.
    sealed interface Operation {
        /// The key it changes.
        String key();
    }

    /// Sets a key; `lease` 0 for none.
    record Put(String key, byte[] value, long lease) implements Operation {}

    /// Takes a key away, if it is there.
    record Delete(String key) implements Operation {}

    /// How a commit ended.
    ///
    /// @param succeeded whether the conditions held
    /// @param revision of the commit, or the latest one if it changed nothing
    record Outcome(boolean succeeded, long revision) {}
}
