package naru.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Durable documents in named collections. Safe for use by many threads.
///
/// A commit is all or nothing and on disk when the call returns: it survives `kill -9` at any instruction. Documents
/// are bytes, by convention JSON; keys sort as text.
public interface Documents extends AutoCloseable {
    /// One change of a commit.
    sealed interface Change {}

    /// Sets a document.
    record Put(String collection, String key, byte[] value) implements Change {}

    /// Takes a document away, if it is there.
    record Delete(String collection, String key) implements Change {}

    /// A document, or empty.
    Optional<byte[]> get(String collection, String key);

    /// All documents of a collection by key, in key order; a copy.
    Map<String, byte[]> all(String collection);

    /// Applies the changes in order, durably, all or none.
    void commit(List<Change> changes);

    /// Sets one document durably.
    default void put(String collection, String key, byte[] value) {
        commit(List.of(new Put(collection, key, value)));
    }

    /// Takes one document away durably.
    default void delete(String collection, String key) {
        commit(List.of(new Delete(collection, key)));
    }

    /// What of it cannot be read.
    Damages damages();

    @Override
    void close();
}
