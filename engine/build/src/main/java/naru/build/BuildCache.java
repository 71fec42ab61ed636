package naru.build;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.base.Json;
import naru.image.Descriptor;
import naru.image.Layer;
import naru.image.MediaTypes;
import naru.store.Documents;
import org.jspecify.annotations.Nullable;

/// Steps that were done before, by key, in the collection `build-cache`. Safe for use by many threads.
///
/// An entry whose layer is gone is no entry. Those that were not used for longest go when there are more than [#MAX],
/// or when their layers take more of the disk than they may.
final class BuildCache {
    /// Entries that are kept.
    static final int MAX = 10_000;

    private static final String COLLECTION = "build-cache";

    /// What a step left: a layer, or none if it changed no file.
    ///
    /// @param used when it last saved a step; null if it has not
    record Entry(
            Instant created,
            @Nullable String diffId,
            @Nullable String digest,
            long size,
            @Nullable Instant used) {
        static Entry of(Instant created, Optional<Layer> layer) {
            return layer.map(Layer::blob)
                    .map(blob -> new Entry(created, layer.get().diffId(), blob.digest(), blob.size(), null))
                    .orElseGet(() -> new Entry(created, null, null, 0, null));
        }

        Optional<Layer> layer() {
            return diffId == null || digest == null
                    ? Optional.empty()
                    : Optional.of(new Layer(diffId, new Descriptor(MediaTypes.OCI_LAYER, digest, size)));
        }

        Entry usedAt(Instant time) {
            return new Entry(created, diffId, digest, size, time);
        }

        Instant lastUsed() {
            return used == null ? created : used;
        }
    }

    private final Documents documents;
    private final Bench bench;
    private final Clock clock;
    private final Map<String, Instant> hits = new ConcurrentHashMap<>();

    BuildCache(Documents documents, Bench bench, Clock clock) {
        this.documents = documents;
        this.bench = bench;
        this.clock = clock;
    }

    Optional<Entry> find(String key) {
        Optional<Entry> found =
                documents.get(COLLECTION, key).flatMap(BuildCache::read).filter(this::isWhole);
        found.ifPresent(_ -> hits.put(key, clock.instant())); // written by the next trim, not in the middle of a build
        return found;
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

    /// Remembers what was used since the last time, and forgets what was not used for longest over the limits.
    ///
    /// @param budget bytes of disk that layers may take which no image has
    /// @return the diff ids of the layers that the cache still refers to
    Set<String> trim(long budget) {
        List<Documents.Change> changes = new ArrayList<>();
        Map<String, Entry> entries = entries();
        for (Map.Entry<String, Instant> hit : Map.copyOf(hits).entrySet()) {
            hits.remove(hit.getKey(), hit.getValue());
            Entry used = entries.computeIfPresent(hit.getKey(), (_, entry) -> entry.usedAt(hit.getValue()));
            if (used != null) {
                changes.add(new Documents.Put(COLLECTION, hit.getKey(), Json.write(used)));
            }
        }
        List<String> surplus = surplus(entries, budget);
        surplus.forEach(key -> changes.add(new Documents.Delete(COLLECTION, key)));
        if (!changes.isEmpty()) {
            documents.commit(changes);
        }
        surplus.forEach(entries::remove);
        return entries.values().stream()
                .flatMap(entry -> entry.layer().stream())
                .map(Layer::diffId)
                .collect(Collectors.toSet());
    }

    private List<String> surplus(Map<String, Entry> entries, long budget) {
        List<Map.Entry<String, Entry>> latestFirst = new ArrayList<>(entries.entrySet());
        latestFirst.sort(
                Map.Entry.comparingByValue(Comparator.comparing(Entry::lastUsed).reversed()));
        Set<String> paid = bench.images().layersOfImages();
        List<String> surplus = new ArrayList<>();
        long bytes = 0;
        int kept = 0;
        for (Map.Entry<String, Entry> one : latestFirst) {
            long cost = cost(one.getValue(), paid);
            if (kept >= MAX || bytes + cost > budget) {
                surplus.add(one.getKey());
            } else {
                kept++;
                bytes += cost;
                one.getValue().layer().ifPresent(layer -> paid.add(layer.diffId()));
            }
        }
        return surplus;
    }

    /// Bytes of disk that an entry alone takes: its layer's files, and the blob.
    ///
    /// @param paid diff ids that something else takes
    private long cost(Entry entry, Set<String> paid) {
        return entry.layer()
                .filter(layer -> !paid.contains(layer.diffId()))
                .map(layer -> bench.images().layerSize(layer) + layer.blob().size())
                .orElse(0L);
    }

    private Map<String, Entry> entries() {
        Map<String, Entry> entries = new HashMap<>();
        documents
                .all(COLLECTION)
                .forEach((key, json) ->
                        entries.put(key, read(json).orElse(new Entry(Instant.EPOCH, null, null, 0, null))));
        return entries;
    }

    /// What is kept, as `docker system df -v` lists it; the latest first.
    List<Builder.Cached> list() {
        Set<String> ofImages = bench.images().layersOfImages();
        return entries().entrySet().stream()
                .map(one -> new Builder.Cached(
                        one.getKey(),
                        cost(one.getValue(), Set.of()),
                        one.getValue().diffId() != null
                                && ofImages.contains(one.getValue().diffId()),
                        one.getValue().created(),
                        Optional.ofNullable(one.getValue().used())))
                .sorted(Comparator.comparing(Builder.Cached::created).reversed())
                .toList();
    }

    /// Forgets what a filter accepts, what was not used for longest first, until the rest takes no more than so many
    /// bytes; answers the keys.
    List<String> forget(Predicate<Builder.Cached> which, long keep) {
        Set<String> paid = bench.images().layersOfImages();
        Map<String, Entry> entries = entries();
        long bytes = entries.values().stream()
                .filter(entry ->
                        entry.layer().map(layer -> paid.add(layer.diffId())).orElse(false))
                .mapToLong(entry -> cost(entry, Set.of()))
                .sum();
        List<String> keys = new ArrayList<>();
        for (Builder.Cached one : list().stream()
                .filter(which)
                .sorted(Comparator.comparing(Builder.Cached::lastUsed))
                .toList()) {
            if (keep > 0 && bytes <= keep) {
                break;
            }
            keys.add(one.id());
            bytes -= one.shared() ? 0 : one.bytes();
        }
        forget(keys);
        return keys;
    }

    private void forget(List<String> keys) {
        List<Documents.Change> changes = new ArrayList<>();
        keys.forEach(key -> changes.add(new Documents.Delete(COLLECTION, key)));
        documents.commit(changes);
    }

    /// Layers that the cache refers to: they are in use.
    List<Layer> layers() {
        return entries().values().stream()
                .flatMap(entry -> entry.layer().stream())
                .distinct()
                .toList();
    }
}
