package naru.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Documents in memory, for tests: same contract, nothing on disk.
public final class MemoryDocuments implements Documents {
    private final Map<String, TreeMap<String, byte[]>> collections = new TreeMap<>();
    private final Damages damages = new Damages("memory");

    @Override
    public synchronized Optional<byte[]> get(String collection, String key) {
        TreeMap<String, byte[]> documents = collections.get(collection);
        byte[] value = documents == null ? null : documents.get(key);
        return value == null ? Optional.empty() : Optional.of(value.clone());
    }

    @Override
    public synchronized Map<String, byte[]> all(String collection) {
        return new TreeMap<>(collections.getOrDefault(collection, new TreeMap<>()));
    }

    @Override
    public synchronized void commit(List<Change> changes) {
        for (Change change : changes) {
            switch (change) {
                case Put(String collection, String key, byte[] value) ->
                    collections
                            .computeIfAbsent(collection, _ -> new TreeMap<>())
                            .put(key, value.clone());
                case Delete(String collection, String key) ->
                    collections
                            .computeIfAbsent(collection, _ -> new TreeMap<>())
                            .remove(key);
            }
        }
        damages.settled(changes);
    }

    @Override
    public Damages damages() {
        return damages;
    }

    @Override
    public void close() {}
}
