package naru.image;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.store.Documents;
import naru.store.Records;

/// The images that are here, their names and their layers. Safe for use by many threads.
///
/// An image's id is the digest of its configuration document. Images are documents of the collection `image`; names
/// are part of them, and a name belongs to one image.
public final class Images {
    private final ImageRecords records;
    private final Content content;
    private final Layers layers;
    private final Snapshots snapshots;
    private final HostRoot host;
    private final HeldLayers held = new HeldLayers();
    private final ImageIndex index;
    private final UnusedLayers unused;
    private final Removals removals;
    private final ReentrantLock writing = new ReentrantLock();

    /// What a removal did, in order.
    public sealed interface Removal {
        /// A name was taken away from an image.
        record Untagged(String name, String id) implements Removal {}

        /// An image was deleted.
        record Deleted(String id) implements Removal {}

        /// A layer that only it had was deleted.
        record LayerDeleted(String diffId) implements Removal {}
    }

    /// Layers that somebody works with before an image has them. Safe for use by many threads.
    public interface Hold extends AutoCloseable {
        /// Their files and bytes stay, if they are here.
        void keep(Collection<Layer> layers);

        /// As [#keep], and unpacks those that are not; NOT_FOUND if the bytes of one are gone.
        void unpacked(Collection<Layer> layers);

        @Override
        void close();
    }

    /// Opens the images.
    public Images(Documents documents, Content content, Layers layers, Snapshots snapshots, HostRoot host) {
        this.records = new ImageRecords(documents);
        this.content = content;
        this.layers = layers;
        this.snapshots = snapshots;
        this.host = host;
        this.index = new ImageIndex(records, content, layers, host);
        this.unused = new UnusedLayers(records, layers, snapshots, host, held);
        this.removals = new Removals(records, index, unused);
        records.reportLost(layers);
    }

    /// Says who knows which containers use an image.
    public void usedBy(InUse answer) {
        removals.usedBy(answer);
    }

    /// The image of a name, an id or the start of an id; NOT_FOUND in Docker's words.
    public Image resolve(String nameOrId) {
        prepare(nameOrId);
        return index.resolve(nameOrId);
    }

    /// The image of a name, an id or the start of an id, if it is here.
    public Optional<Image> find(String nameOrId) {
        prepare(nameOrId);
        return index.find(nameOrId);
    }

    /// The host's image is made on first use.
    private void prepare(String nameOrId) {
        if (HostImage.isNamed(nameOrId)) {
            makeHostImage();
        }
    }

    private void makeHostImage() {
        HostImage image = new HostImage(host.diffId());
        byte[] document = image.document().write();
        if (records.find(Digests.of(document)).isEmpty()) {
            register(document, List.of(image.layer()), List.of(HostImage.NAME), List.of(), Optional.empty());
        }
    }

    /// Every image, newest first.
    public List<Image> list() {
        makeHostImage();
        return index.all();
    }

    /// An image's configuration document.
    public ImageDocument document(String id) {
        return index.document(id);
    }

    /// Takes an image in: its document and layers, which are unpacked if they are not yet. Names move here from
    /// whatever image had them. The same document gives the same image.
    public Image register(ImageDocument document, List<Layer> imageLayers, List<String> names) {
        return register(document.write(), imageLayers, names, List.of(), Optional.empty());
    }

    /// Takes an image in whose document came from elsewhere, byte for byte, with where it came from.
    public Image register(
            byte[] document,
            List<Layer> imageLayers,
            List<String> names,
            List<String> digests,
            Optional<String> manifest) {
        ImageDocument read = ImageDocument.read(document);
        List<String> diffIds = imageLayers.stream().map(Layer::diffId).toList();
        if (!read.diffIds().equals(diffIds)) {
            throw Fault.invalid("the image names " + read.diffIds().size() + " layers and comes with " + diffIds.size()
                    + " or other ones");
        }
        unpackAll(imageLayers);
        String id = content.put(document);
        List<String> familiar =
                names.stream().map(name -> Reference.parse(name).familiar()).toList();
        writing.lock();
        try {
            unpackAll(imageLayers); // again, since one may have been collected as long as it was no image's
            ImageRecords.Kept before = Optional.ofNullable(
                            records.all().values().get(id))
                    .orElse(new ImageRecords.Kept(List.of(), List.of(), imageLayers, manifest));
            records.put(id, before.with(familiar, digests, manifest), records.takeNames(familiar, id));
        } finally {
            writing.unlock();
        }
        return index.byId(id).orElseThrow();
    }

    /// Begins to hold layers, none yet.
    public Hold hold() {
        return held.begin(layers -> alone(() -> unpackAll(layers)));
    }

    /// Makes a snapshot on an image, not mounted yet, of whose layers none goes away meanwhile; NOT_FOUND in Docker's
    /// words if there is no such image.
    public void snapshot(String id, String nameOrId) {
        snapshot(id, nameOrId, snapshots::create);
    }

    /// As [#snapshot], for a container ([Snapshots#createForContainer]).
    public void containerSnapshot(String id, String nameOrId) {
        snapshot(id, nameOrId, snapshots::createForContainer);
    }

    private void snapshot(String id, String nameOrId, BiConsumer<String, Image> create) {
        Image image = resolve(nameOrId);
        layers.restoration()
                .make(
                        image.layers().stream().map(Layer::diffId).toList(),
                        image.names().stream().findFirst().orElse(nameOrId));
        alone(() -> {
            records.get(image.id());
            create.accept(id, image);
        });
    }

    private void alone(Runnable task) {
        writing.lock();
        try {
            task.run();
        } finally {
            writing.unlock();
        }
    }

    /// Unpacks in parallel, as many at once as there are processors.
    private void unpackAll(Collection<Layer> imageLayers) {
        List<Layer> missing = imageLayers.stream()
                .filter(layer -> !host.isHost(layer.diffId()) && !layers.has(layer.diffId()))
                .distinct()
                .toList();
        if (missing.size() == 1) {
            layers.unpack(missing.getFirst());
        } else {
            missing.parallelStream().forEach(layers::unpack);
        }
    }

    /// Gives an image another name; the name leaves the image that had it.
    public void tag(String nameOrId, String name) {
        Image image = resolve(nameOrId);
        Reference reference = Reference.parse(name);
        if (reference.digest().isPresent()) {
            throw Fault.invalid("refusing to create a tag with a digest reference");
        }
        writing.lock();
        try {
            List<String> names = List.of(reference.familiar());
            records.put(
                    image.id(),
                    records.get(image.id()).with(names, List.of(), Optional.empty()),
                    records.takeNames(names, image.id()));
        } finally {
            writing.unlock();
        }
    }

    /// Remembers under which digest an image is known elsewhere, after a push or pull.
    public void addDigest(String id, String repositoryDigest, String manifest) {
        writing.lock();
        try {
            records.put(
                    id, records.get(id).with(List.of(), List.of(repositoryDigest), Optional.of(manifest)), List.of());
        } finally {
            writing.unlock();
        }
    }

    /// Removes a name, and the image with its layers when that was its last name. By id, the image with its only
    /// name. An image that a container uses is a CONFLICT in Docker's words; `force` overrides it for stopped ones.
    public List<Removal> remove(String nameOrId, boolean force) {
        prepare(nameOrId);
        writing.lock();
        try {
            return removals.remove(nameOrId, force);
        } finally {
            writing.unlock();
            layers.clear();
        }
    }

    /// Removes images that a filter accepts: those without a name, or with `all` every one that no container uses.
    public List<Removal> prune(boolean all, Predicate<Image> filter) {
        List<Removal> report = new ArrayList<>();
        for (Image image : index.all()) {
            if (filter.test(image)) {
                alone(() -> report.addAll(removals.prune(image.id(), all)));
            }
        }
        layers.clear();
        return report;
    }

    /// Takes unpacked layers away that belong to no image, are in no container's file system and that
    /// the caller does not need; answers how many bytes of files that frees.
    ///
    /// @param needed diff ids
    public long collectLayers(Set<String> needed) {
        writing.lock();
        try {
            Map<String, Long> sizes = new HashMap<>();
            layers.all().forEach(diffId -> sizes.put(diffId, layers.size(diffId)));
            return unused.delete(sizes.keySet(), needed).stream()
                    .mapToLong(diffId -> sizes.getOrDefault(diffId, 0L))
                    .sum();
        } finally {
            writing.unlock();
            layers.clear();
        }
    }

    /// Whether all of these layers are here, or can be made from blobs that are.
    public boolean isComplete(Collection<Layer> some) {
        return some.stream()
                .allMatch(layer -> layers.isRestorable(layer.diffId())
                        || host.isHost(layer.diffId())
                        || content.has(layer.blob().digest()));
    }

    /// The diff ids of all images' layers.
    public Set<String> layersOfImages() {
        return unused.ofImages();
    }

    /// Bytes of a layer's files, 0 if it is not unpacked.
    public long layerSize(Layer layer) {
        return layers.has(layer.diffId()) ? layers.size(layer.diffId()) : 0;
    }

    /// Makes an image of a snapshot on an image: its layers, what was written, and another configuration.
    ///
    /// @param base the image under the snapshot
    /// @param snapshot what was written
    /// @param config what the new image says about containers
    /// @param step the instruction and comment for the history
    /// @param author who, or empty
    /// @param names names for it
    public Image commit(
            Image base, String snapshot, ImageConfig config, History step, String author, List<String> names) {
        Layer layer = snapshots.commit(snapshot, content);
        List<Layer> all = new ArrayList<>(base.layers());
        all.add(layer);
        List<History> history = new ArrayList<>(base.history());
        history.add(step);
        ImageDocument document = new ImageDocument(
                base.architecture(),
                base.os(),
                author,
                step.comment(),
                step.created(),
                config,
                all.stream().map(Layer::diffId).toList(),
                history);
        return register(document, all, names);
    }

    /// Every blob that images, unpacked layers and those who hold layers need: documents, layers, manifests.
    public Set<String> blobs() {
        Set<String> used = new TreeSet<>(layers.all());
        used.addAll(layers.blobs());
        Records.Found<ImageRecords.Kept> found = records.all();
        found.damaged().values().stream().findFirst().ifPresent(why -> {
            throw Fault.internal("what is needed is not known: " + why, null);
        });
        held.all().forEach(layer -> used.add(layer.blob().digest()));
        found.values().forEach((id, kept) -> {
            used.add(id);
            kept.manifest().ifPresent(used::add);
            kept.layers().forEach(layer -> used.add(layer.blob().digest()));
        });
        return used;
    }
}
