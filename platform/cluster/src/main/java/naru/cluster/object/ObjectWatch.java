package naru.cluster.object;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Changes of objects in order, each once. One thread reads; any may close.
public interface ObjectWatch extends AutoCloseable {
    /// What has happened since the last call; waits for something up to `patience`, then answers nothing.
    ///
    /// @throws naru.base.Fault GONE when the changes are no longer kept: list again; UNAVAILABLE when the server
    ///     went away: watch again from the last version seen
    List<Event> next(Duration patience);

    /// Ends it: a waiting [#next] answers nothing. Of no effect the second time.
    @Override
    void close();

    /// What happened to an object that the selectors choose. One that begins to match was ADDED, one that ceases to
    /// match was DELETED.
    enum Type {
        /// It is new.
        ADDED,
        /// It is another.
        MODIFIED,
        /// It is gone; the object is its last state.
        DELETED,
        /// Nothing happened up to the `resourceVersion` of the object, which has nothing else.
        BOOKMARK
    }

    /// One change.
    ///
    /// @param object its state, with the `resourceVersion` of this change
    record Event(Type type, ObjectNode object) {}
}
