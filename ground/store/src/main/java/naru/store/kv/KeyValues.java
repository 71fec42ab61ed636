package naru.store.kv;

import java.time.Duration;
import java.util.List;

/// Durable keys and values with etcd's semantics (etcd.io, "etcd API guarantees"): every commit that changes something
/// is one revision of one history; reads are of a revision; watches deliver every change from a revision on, in order.
///
/// Keys are ASCII texts that sort by their bytes. What [#commit] answered is on disk and survives `kill -9`. Safe for
/// use by many threads; every call may block.
///
/// Errors: GONE for a revision that was compacted, UNAVAILABLE when the store cannot be reached or its disk is full. A
/// commit that fails with UNAVAILABLE may or may not have happened: whoever needs to know reads again and compares
/// `modRevision`. Nothing here repeats a write by itself.
public interface KeyValues extends AutoCloseable {
    /// The revision of the latest commit; a new store is at 1.
    long revision();

    /// The entries of `from` (included) to `to` (excluded) in key order.
    ///
    /// @param limit how many at most, 0 for all
    /// @param revision which state to read, 0 for the latest
    /// @return the entries, how many the range has in all, and the revision that was read
    Range range(String from, String to, int limit, long revision);

    /// One key's entry at the latest revision, or an empty range.
    default Range get(String key) {
        return range(key, key + "\0", 1, 0);
    }

    /// Applies the operations in order if all conditions hold, else nothing, as one revision. A key may be in one
    /// operation only. Without effect (only deletes of what is not there) no revision is made.
    Outcome commit(List<Condition> conditions, List<Operation> operations);

    /// Every change in `from` (included) to `to` (excluded) from `revision` (included) on; 0 for what comes next.
    Watch watch(String from, String to, long revision);

    /// Forgets states and changes before a revision: reading them is GONE from then on.
    void compact(long revision);

    /// Makes a lease and answers its number; keys put under it are deleted when it was not kept alive for `ttl`.
    long grant(Duration ttl);

    /// Begins a lease's time anew; NOT_FOUND if it has ended.
    void keepAlive(long lease);

    /// Ends a lease and deletes its keys.
    void revoke(long lease);

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
