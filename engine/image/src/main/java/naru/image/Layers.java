package naru.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.base.DiskRoom;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.linux.Boot;
import naru.linux.InRoot;
import naru.store.Documents;

/// Unpacked layers, one directory each under DATA/snapshots/l, as overlayfs wants them. Safe for use by many threads.
///
/// A layer is unpacked by itself (whiteouts say what it hides), so that an image's layers unpack in parallel and are
/// shared by every image that has them. A directory gets its name by rename once it is complete.
///
/// What is acknowledged survives `kill -9`, and the machine going down if it can be made again from its
/// blob: files that are not known to be on the disk are marked ([LayerMarks]), and made again when they
/// are next needed.
public final class Layers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.image");
    /// Of the records, by diff id.
    static final String COLLECTION = "layer";

    private static final int NAME = 24; // digits; short, because a mount's options hold all names in one page

    private final Path folder;
    private final Path work;
    private final Content content;
    private final Documents documents;
    private final LayerMarks marks;
    private final Settling settling;
    private final Restoration restoration;
    private final boolean mayMark;
    private final Turns turns = new Turns();
    private final Queue<Path> leaving = new ConcurrentLinkedQueue<>();

    /// What is remembered of a layer.
    private record Kept(String diffId, long size) {
        Kept {
            Objects.requireNonNull(diffId, "diffId");
        }
    }

    /// Opens the layers under a folder; half-unpacked ones of an earlier life are removed. Those that
    /// are not known to be on the disk are written out in the background.
    public Layers(Path folder, Content content, Documents documents) {
        this.folder = folder.resolve("l");
        this.work = folder.resolve("unpacking");
        this.content = content;
        this.documents = documents;
        try {
            Files.createDirectories(this.folder);
            Files.createDirectories(work);
            try (Stream<Path> leftovers = Files.list(work)) {
                leftovers.toList().forEach(Layers::deleteTree);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the layers in " + folder, e);
        }
        Optional<String> boot = Boot.id();
        this.mayMark = boot.isPresent();
        this.marks = new LayerMarks(
                documents, boot, diffId -> documents.get(COLLECTION, diffId).isPresent());
        this.settling = new Settling(marks, this.folder);
        this.restoration = new Restoration(marks, content, this);
        restoration.begin();
        settling.begin();
    }

    /// Where a layer's files are, whether they are there or not.
    public Path directory(String diffId) {
        return folder.resolve(Digests.hex(diffId).substring(0, NAME));
    }

    /// Whether a layer is unpacked.
    public boolean has(String diffId) {
        return !marks.isInDoubt(diffId) && documents.get(COLLECTION, diffId).isPresent();
    }

    /// Whether a layer is unpacked, or can be made again from what is here.
    public boolean isRestorable(String diffId) {
        return has(diffId) || restoration.canMake(diffId);
    }

    /// Bytes of a layer's files; NOT_FOUND if it is not here. Where they are not on record as they should be, they are
    /// counted anew: the directory has its name since it was complete.
    public long size(String diffId) {
        byte[] json =
                documents.get(COLLECTION, diffId).orElseThrow(() -> Fault.notFound("layer " + diffId + " is not here"));
        try {
            Kept kept = Json.read(json, Kept.class);
            if (kept != null) {
                return kept.size();
            }
        } catch (Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "a layer's record cannot be read", e);
        }
        restoration.make(List.of(diffId), "IMAGE");
        long size = LayerSize.of(directory(diffId));
        LOG.log(System.Logger.Level.WARNING, "layer {0} was damaged in the store: its size was counted anew", diffId);
        documents.put(COLLECTION, diffId, Json.write(new Kept(diffId, size)));
        return size;
    }

    /// Unpacks a layer from its blob unless it is there. A blob whose content has another diff id is an INVALID
    /// fault and leaves nothing.
    public void unpack(Layer layer) {
        if (has(layer.diffId())) {
            return;
        }
        try (Turns.Held _ = turns.take(layer.diffId());
                InputStream blob = content.open(layer.blob().digest())) {
            if (!has(layer.diffId())) {
                unpack(layer, blob);
            }
        } catch (IOException e) {
            throw broken(layer.diffId(), e);
        }
    }

    private void unpack(Layer layer, InputStream blob) throws IOException {
        String diffId = layer.diffId();
        try (Draft draft = draft();
                DigestInputStream plain = new DigestInputStream(LayerStreams.open(blob), Digests.hash())) {
            draft.fill(plain);
            String actual = Digests.finish(plain.getMessageDigest());
            if (!actual.equals(diffId)) {
                throw Fault.invalid("the layer's content has the digest " + actual + ", the image says " + diffId);
            }
            keep(layer, draft.target, draft.size);
        }
    }

    /// Begins a layer of which the digest is not known yet. Close it whatever happens.
    Draft draft() {
        try {
            return new Draft(Files.createDirectory(work.resolve(Ids.random())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for a layer in " + work, e);
        }
    }

    /// A layer's files without a name. Used by one thread; closed without being kept, it leaves nothing.
    final class Draft implements AutoCloseable {
        private final Path target;
        private long size;

        private Draft(Path target) {
            this.target = target;
        }

        /// Unpacks an archive, which is read to its end.
        void fill(InputStream plain) throws IOException {
            try (InRoot root = InRoot.open(target)) {
                root.chmod(".", 0755);
                InputStream watched = new DiskRoom(target).watch(plain);
                size = LayerUnpacker.layer(watched, root);
                watched.transferTo(OutputStream.nullOutputStream());
            }
        }

        /// Makes it this layer, unless that is here.
        void keep(Layer layer) {
            adopt(layer, target, size);
        }

        @Override
        public void close() {
            deleteTree(target);
        }
    }

    /// Takes a finished directory (an overlay's upper directory) over as a layer, by rename.
    public void adopt(Layer layer, Path directory, long size) {
        try (Turns.Held _ = turns.take(layer.diffId())) {
            if (!has(layer.diffId())) {
                keep(layer, directory, size);
            }
        } catch (IOException e) {
            throw broken(layer.diffId(), e);
        }
    }

    /// What cannot be made again is written to the disk before it is on record.
    private void keep(Layer layer, Path directory, long size) throws IOException {
        String diffId = layer.diffId();
        Path place = directory(diffId);
        if (Files.exists(place)) { // known by its beginning: another layer's, one in doubt, or nobody's after a crash
            refuseIfKnown(place, diffId);
            deleteTree(place);
        }
        Files.move(directory, place, StandardCopyOption.ATOMIC_MOVE);
        Optional<String> blob = Optional.of(layer.blob().digest()).filter(digest -> mayMark && content.has(digest));
        if (blob.isEmpty()) {
            settling.now();
        }
        marks.keep(diffId, new Documents.Put(COLLECTION, diffId, Json.write(new Kept(diffId, size))), blob);
        settling.begin();
    }

    /// Makes layers again that were lost when the machine went down.
    Restoration restoration() {
        return restoration;
    }

    /// The blobs that layers may have to be made from again.
    Set<String> blobs() {
        return marks.blobs();
    }

    private void refuseIfKnown(Path place, String diffId) {
        Optional<String> other = all().stream()
                .filter(known -> !known.equals(diffId) && directory(known).equals(place))
                .findFirst();
        if (other.isPresent()) {
            throw Fault.conflict("layer " + diffId + " begins like " + other.get() + ", which is here, and is not it");
        }
    }

    /// Takes a layer away, if it is there: nobody finds it any more, and its files go with the next [#clear].
    public void delete(String diffId) {
        try (Turns.Held _ = turns.take(diffId)) {
            marks.delete(diffId, new Documents.Delete(COLLECTION, diffId));
            leave(directory(diffId));
        } catch (IOException e) {
            throw Fault.internal("cannot take layer " + diffId + " away: " + e.getMessage(), e);
        }
    }

    private void leave(Path place) throws IOException {
        if (Files.exists(place)) {
            Path gone = work.resolve(Ids.random());
            Files.move(place, gone, StandardCopyOption.ATOMIC_MOVE);
            leaving.add(gone);
        }
    }

    /// Deletes the files of layers that were taken away.
    void clear() {
        for (Path gone = leaving.poll(); gone != null; gone = leaving.poll()) {
            deleteTree(gone);
        }
    }

    /// Takes files away that belong to no layer, since a daemon was killed between two steps, or to one
    /// in doubt. To be called before any layer is made.
    ///
    /// @param needed diff ids of layers that something stands on, whether they are on record or not
    public void sweep(Set<String> needed) {
        Set<Path> known = Stream.concat(all().stream(), needed.stream())
                .filter(diffId -> !marks.isInDoubt(diffId))
                .map(this::directory)
                .collect(Collectors.toSet());
        try (Stream<Path> present = Files.list(folder)) {
            for (Path place : present.filter(one -> !known.contains(one)).toList()) {
                leave(place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through the layers in " + folder, e);
        }
        clear();
    }

    /// The diff ids of all layers.
    public List<String> all() {
        return List.copyOf(documents.all(COLLECTION).keySet());
    }

    /// Writes out what is not on the disk yet, for some seconds at most.
    @Override
    public void close() {
        try {
            settling.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Fault broken(String diffId, IOException e) {
        return e instanceof java.io.EOFException || e instanceof java.util.zip.ZipException
                ? new Fault(Fault.Kind.INVALID, "layer " + diffId + " is damaged: " + e.getMessage(), e)
                : Fault.internal("cannot unpack layer " + diffId + ": " + e.getMessage(), e);
    }

    /// Deletes a tree, if it is there; links are deleted, not followed, and mounts are not entered.
    static void deleteTree(Path tree) {
        Path parent = tree.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return;
        }
        try (InRoot root = InRoot.open(parent)) {
            root.delete(tree.getFileName().toString());
        }
    }
}
