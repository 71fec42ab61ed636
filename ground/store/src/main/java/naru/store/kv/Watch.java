package naru.store.kv;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes of a range, in the order of their revisions, each once. One thread reads; any may close.
///
/// What was not read yet is held within a bound: a reader that stays behind it gets GONE, from then on,
/// and lists again.
public interface Watch extends AutoCloseable {
    /// What has happened since the last call: waits for something up to `patience`, then answers an
    /// empty batch. All changes of one revision come in one batch; a batch may hold several revisions.
    ///
    /// @throws naru.base.Fault GONE if the changes are no longer kept, UNAVAILABLE if the store went
    ///     away
    ///     or the thread was interrupted
    Batch next(Duration patience);

    /// Ends it: a waiting [#next] answers an empty batch. Of no effect the second time.
    @Override
    void close();

    /// @param events in order
    /// @param revision everything in the range up to this revision has been delivered with this batch;
    ///     never
    ///     less than in the batch before. It follows the store, soon, also when nothing in the range changes.
    record Batch(List<Event> events, long revision) {}

    /// One change.
    ///
    /// @param key whose
    /// @param now after it; null if it was deleted
    /// @param before it; null if it was not there, or if the state before is no longer kept
    /// @param revision of the commit
    record Event(String key, KeyValues.@Nullable Entry now, KeyValues.@Nullable Entry before, long revision) {}
}
