package naru.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.base.Ids;
import naru.base.Json;
import naru.store.Documents;
import naru.store.Records;

/// Marks on layers whose files may not be on the disk, beside the layers' records: the collection
/// `layer-unsynced`. Safe for use by many threads.
///
/// A mark of this run of the machine waits for its layer to be written out. One of an earlier run says
/// that the machine went down before that: nobody knows what became of the files, and the layer is in
/// doubt until it is made again.
final class LayerMarks {
    private static final String COLLECTION = "layer-unsynced";
    private static final String REMEDY = "if files of an image are missing, pull, load or build it again";

    private final Documents documents;
    private final Optional<String> boot;
    private final Map<String, Mark> waiting = new ConcurrentHashMap<>();
    private final Map<String, Mark> doubts = new ConcurrentHashMap<>();

    /// A mark; its key is random, so that a layer that was taken away and made again has another one.
    ///
    /// @param diffId of the layer
    /// @param blob the digest of the bytes that it can be made from again
    /// @param boot the run of the machine in which it was made
    record Mark(String diffId, String blob, String boot) {
        Mark {
            Objects.requireNonNull(diffId, "diffId");
            Objects.requireNonNull(blob, "blob");
            Objects.requireNonNull(boot, "boot");
        }
    }

    /// Reads the marks that are there.
    ///
    /// @param boot this run of the machine, if that is known
    /// @param known whether a layer is on record, by its diff id; other layers' marks go
    LayerMarks(Documents documents, Optional<String> boot, Predicate<String> known) {
        this.documents = documents;
        this.boot = boot;
        Records<Mark> records = new Records<>(documents, COLLECTION, Mark.class, REMEDY);
        List<String> stray = new ArrayList<>();
        records.all().values().forEach((key, mark) -> {
            if (!known.test(mark.diffId())) {
                stray.add(key);
            } else if (boot.equals(Optional.of(mark.boot()))) {
                waiting.put(key, mark);
            } else {
                doubts.put(key, mark);
            }
        });
        delete(stray);
    }

    /// Takes those out of doubt and lets them wait which prove that the machine has not gone down since.
    void trust(Predicate<String> proof) {
        doubts.forEach((key, mark) -> {
            if (proof.test(mark.diffId())) {
                waiting.put(key, mark);
                doubts.remove(key);
            }
        });
    }

    /// Whether any layer is in doubt.
    boolean hasDoubts() {
        return !doubts.isEmpty();
    }

    /// Whether a layer's files may have been lost.
    boolean isInDoubt(String diffId) {
        return !doubts.isEmpty() && blobs(diffId).findAny().isPresent();
    }

    /// The layers in doubt.
    Set<String> inDoubt() {
        return doubts.values().stream().map(Mark::diffId).collect(Collectors.toSet());
    }

    /// What a layer in doubt can be made from again.
    Stream<String> blobs(String diffId) {
        return doubts.values().stream()
                .filter(mark -> mark.diffId().equals(diffId))
                .map(Mark::blob);
    }

    /// The blobs that must stay, so that layers can be made again.
    Set<String> blobs() {
        return Stream.concat(waiting.values().stream(), doubts.values().stream())
                .map(Mark::blob)
                .collect(Collectors.toSet());
    }

    /// Puts a layer on record whose files are new. With a blob they may come to the disk later, and are
    /// marked; it is in no doubt any more.
    ///
    /// @param blob empty if the files are on the disk
    void keep(String diffId, Documents.Put record, Optional<String> blob) {
        List<Documents.Change> changes = new ArrayList<>(List.of(record));
        List<String> before = keys(diffId);
        changes.addAll(deletions(before));
        String key = Ids.random();
        Optional<Mark> mark = blob.map(digest -> new Mark(diffId, digest, boot.orElse("")));
        mark.ifPresent(fresh -> changes.add(new Documents.Put(COLLECTION, key, Json.write(fresh))));
        documents.commit(changes);
        mark.ifPresent(fresh -> waiting.put(key, fresh));
        forget(before);
    }

    /// Takes a layer's record away, and its marks with it.
    void delete(String diffId, Documents.Delete record) {
        List<Documents.Change> changes = new ArrayList<>(List.of(record));
        List<String> before = keys(diffId);
        changes.addAll(deletions(before));
        documents.commit(changes);
        forget(before);
    }

    /// The keys of marks that wait for their layers to be written out.
    Set<String> waiting() {
        return Set.copyOf(waiting.keySet());
    }

    /// Takes marks away: what they were for is on the disk.
    void clear(Set<String> keys) {
        delete(keys);
        forget(keys);
    }

    /// Waits for these no longer, and leaves their marks to the next start.
    void leave(Set<String> keys) {
        forget(keys);
    }

    private List<String> keys(String diffId) {
        return Stream.concat(waiting.entrySet().stream(), doubts.entrySet().stream())
                .filter(one -> one.getValue().diffId().equals(diffId))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void delete(Collection<String> keys) {
        if (!keys.isEmpty()) {
            documents.commit(deletions(keys));
        }
    }

    private static List<Documents.Change> deletions(Collection<String> keys) {
        return keys.stream()
                .map(key -> (Documents.Change) new Documents.Delete(COLLECTION, key))
                .toList();
    }

    private void forget(Collection<String> keys) {
        waiting.keySet().removeAll(keys);
        doubts.keySet().removeAll(keys);
    }
}
