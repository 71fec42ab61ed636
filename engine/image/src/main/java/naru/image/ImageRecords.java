package naru.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;
import naru.store.Records;
import org.jspecify.annotations.Nullable;

/// What is remembered of images beside their documents, by id: the collection `image`. Safe for use by many threads.
final class ImageRecords {
    private static final String COLLECTION = "image";
    private static final String REMEDY = "'docker rmi -f KEY' takes the image away; then pull or build it again";

    private final Documents documents;
    private final Records<Kept> records;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Records.@Nullable Found<Kept> known;

    ImageRecords(Documents documents) {
        this.documents = documents;
        this.records = new Records<>(documents, COLLECTION, Kept.class, REMEDY);
    }

    /// Names, digests it is known under elsewhere, layers, and the digest of a manifest.
    record Kept(List<String> names, List<String> digests, List<Layer> layers, Optional<String> manifest) {
        Kept {
            names = List.copyOf(names);
            digests = List.copyOf(digests);
            layers = List.copyOf(layers);
            Objects.requireNonNull(manifest, "manifest");
        }

        /// With other names.
        Kept named(List<String> other) {
            return new Kept(other, digests, layers, manifest);
        }

        /// With more names and digests.
        Kept with(List<String> moreNames, List<String> moreDigests, Optional<String> newer) {
            return new Kept(union(names, moreNames), union(digests, moreDigests), layers, newer.or(() -> manifest));
        }

        boolean isNamed(String name) {
            return names.contains(name) || names.contains(name + ":latest");
        }
    }

    /// All of them as they are now; read again only after a change, since every start of a container asks.
    Records.Found<Kept> all() {
        Records.Found<Kept> now = known;
        return now == null ? readAll() : now;
    }

    private Records.Found<Kept> readAll() {
        lock.lock();
        try {
            Records.Found<Kept> now = known == null ? records.all() : known;
            known = now;
            return now;
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            known = null;
            lock.unlock();
        }
    }

    /// INTERNAL if it cannot be read.
    Optional<Kept> find(String id) {
        Records.Found<Kept> now = all();
        return now.damaged().containsKey(id)
                ? records.get(id)
                : Optional.ofNullable(now.values().get(id));
    }

    /// NOT_FOUND in Docker's words.
    Kept get(String id) {
        return find(id).orElseThrow(() -> Fault.notFound("No such image: " + id));
    }

    void delete(String id) {
        change(() -> records.delete(id));
    }

    /// Sets one, and does these other changes with it.
    void put(String id, Kept kept, List<Documents.Change> others) {
        List<Documents.Change> changes = new ArrayList<>(others);
        changes.add(change(id, kept));
        change(() -> documents.commit(changes));
    }

    /// The changes that take names away from other images.
    List<Documents.Change> takeNames(List<String> names, String except) {
        List<Documents.Change> changes = new ArrayList<>();
        records.all().values().forEach((id, kept) -> {
            if (!id.equals(except) && kept.names().stream().anyMatch(names::contains)) {
                changes.add(change(
                        id,
                        kept.named(kept.names().stream()
                                .filter(name -> !names.contains(name))
                                .toList())));
            }
        });
        return changes;
    }

    /// Takes down that an image cannot be shown, although its record can be read.
    void report(String id, Fault why) {
        documents.damages().add(COLLECTION, id, why.sentence(), REMEDY.replace("KEY", id));
    }

    /// Takes down which layers cannot be made again since the machine went down, and which image has
    /// them.
    void reportLost(Layers layers) {
        layers.restoration().report(documents.damages(), this::nameOf);
    }

    private String nameOf(String diffId) {
        return all().values().values().stream()
                .filter(kept ->
                        kept.layers().stream().anyMatch(layer -> layer.diffId().equals(diffId)))
                .flatMap(kept -> kept.names().stream())
                .findFirst()
                .orElse("IMAGE");
    }

    private static Documents.Change change(String id, Kept kept) {
        return new Documents.Put(COLLECTION, id, Json.write(kept));
    }

    private static List<String> union(List<String> a, List<String> b) {
        Set<String> all = new TreeSet<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }
}
