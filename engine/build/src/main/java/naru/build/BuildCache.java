package naru.build;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.image.Descriptor;
import naru.image.Layer;
import naru.image.MediaTypes;
import naru.store.Documents;
import org.jspecify.annotations.Nullable;

/// Steps that were done before, by key, in the collection `build-cache`. Safe for use by many threads.
///
/// An entry whose layer is gone is no entry. The oldest go when there are more than [#MAX].
final class BuildCache {
    /// Entries that are kept.
    static final int MAX = 10_000;

    private static final String COLLECTION = "build-cache";

    /// What a step left: a layer, or none if it changed no file.
    record Entry(
            Instant created,
            @Nullable String diffId,
            @Nullable String digest,
            long size) {
        static Entry of(Instant created, Optional<Layer> layer) {
            return layer.map(Layer::blob)
                    .map(blob -> new Entry(created, layer.get().diffId(), blob.digest(), blob.size()))
                    .orElseGet(() -> new Entry(created, null, null, 0));
        }

        Optional<Layer> layer() {
            return diffId == null || digest == null
                    ? Optional.empty()
                    : Optional.of(new Layer(diffId, new Descriptor(MediaTypes.OCI_LAYER, digest, size)));
        }
    }

    private final Documents documents;
    private final Bench bench;

    BuildCache(Documents documents, Bench bench) {
        this.documents = documents;
        this.bench = bench;
    }

    Optional<Entry> find(String key) {
        return documents.get(COLLECTION, key).flatMap(BuildCache::read).filter(this::isWhole);
    }

    private boolean isWhole(Entry entry) {
        return entry.layer().map(bench::has).orElse(true);
    }

    private static Optional<Entry> read(byte[] json) {
        try {
            return Optional.of(Json.read(json, Entry.class));
        } catch (Fault _) {
            return Optional.empty(); // written by another version: the step is done again
        }
    }

    void put(String key, Entry entry) {
        documents.put(COLLECTION, key, Json.write(entry));
    }

    /// Forgets the oldest entries over the limit.
    void trim() {
        Map<String, byte[]> all = documents.all(COLLECTION);
        int surplus = all.size() - MAX;
        if (surplus > 0) {
            List<String> oldest = all.entrySet().stream()
                    .sorted(java.util.Comparator.comparing(
                            e -> read(e.getValue()).map(Entry::created).orElse(Instant.EPOCH)))
                    .limit(surplus)
                    .map(Map.Entry::getKey)
                    .toList();
            forget(oldest);
        }
    }

    /// Forgets everything.
    Builder.Pruned clear() {
        Map<String, byte[]> all = documents.all(COLLECTION);
        long bytes = all.values().stream()
                .flatMap(json -> read(json).stream())
                .flatMap(entry -> entry.layer().stream())
                .distinct()
                .mapToLong(layer -> layer.blob().size())
                .sum();
        forget(List.copyOf(all.keySet()));
        return new Builder.Pruned(all.size(), bytes);
    }

    private void forget(List<String> keys) {
        List<Documents.Change> changes = new ArrayList<>();
        keys.forEach(key -> changes.add(new Documents.Delete(COLLECTION, key)));
        documents.commit(changes);
    }

    /// Digests of layers that the cache refers to: they are in use.
    List<Layer> layers() {
        return documents.all(COLLECTION).values().stream()
                .flatMap(json -> read(json).stream())
                .flatMap(entry -> entry.layer().stream())
                .distinct()
                .toList();
    }
}
