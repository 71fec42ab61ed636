package naru.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.base.Ids;
import naru.store.Documents;
import naru.store.Records;

/// The images that are here, their names and their layers. Safe for use by many threads.
///
/// An image's id is the digest of its configuration document. Images are documents of the collection `image`; names
/// are part of them, and a name belongs to one image.
public final class Images {
    private static final int MAX_DOCUMENT = 8 << 20;

    private final ImageRecords records;
    private final Content content;
    private final Layers layers;
    private final Snapshots snapshots;
    private final HostRoot host;
    private final HeldLayers held = new HeldLayers();
    private final UnusedLayers unused;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile InUse inUse = _ -> Optional.empty();

    /// What a removal did, in order.
    public sealed interface Removal {
        /// A name was taken away.
        record Untagged(String name) implements Removal {}

        /// An image was deleted.
        record Deleted(String id) implements Removal {}
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
        this.unused = new UnusedLayers(records, layers, snapshots, host, held);
    }

    /// Says who knows which containers use an image.
    public void usedBy(InUse answer) {
        inUse = answer;
    }

    /// The image of a name, an id or the start of an id; NOT_FOUND in Docker's words.
    public Image resolve(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> Fault.notFound("No such image: " + shown(nameOrId)));
    }

    /// The image of a name, an id or the start of an id, if it is here.
    public Optional<Image> find(String nameOrId) {
        if (nameOrId.equals("naru/host") || nameOrId.equals("naru/host:latest")) {
            makeHostImage();
        }
        String hex = nameOrId.startsWith("sha256:") ? nameOrId.substring(7) : nameOrId;
        if (hex.matches("[0-9a-f]{64}")) {
            return byId("sha256:" + hex);
        }
        Optional<Image> named = byName(nameOrId);
        return named.isPresent() || !hex.matches("[0-9a-f]{4,63}") ? named : byPrefix(hex);
    }

    private Optional<Image> byName(String name) {
        Reference reference;
        try {
            reference = Reference.parse(name);
        } catch (Fault e) {
            if (name.matches("[0-9a-f]+")) {
                return Optional.empty();
            }
            throw e;
        }
        String wanted = reference.familiar();
        String pinned =
                reference.familiarRepository() + "@" + reference.digest().orElse("");
        for (var entry : records.all().values().entrySet()) {
            ImageRecords.Kept kept = entry.getValue();
            if (kept.names().contains(wanted) || kept.digests().contains(pinned)) {
                return Optional.of(image(entry.getKey(), entry.getValue()));
            }
        }
        return Optional.empty();
    }

    private Optional<Image> byId(String id) {
        return records.find(id).map(kept -> image(id, kept));
    }

    private Optional<Image> byPrefix(String hex) {
        List<String> ids = records.all().values().keySet().stream()
                .filter(id -> id.startsWith("sha256:" + hex))
                .toList();
        if (ids.size() > 1) {
            throw Fault.invalid("multiple images begin with " + hex + ": give more of the id");
        }
        return ids.isEmpty() ? Optional.empty() : byId(ids.getFirst());
    }

    private static String shown(String name) {
        try {
            return name.matches("[0-9a-f]{12,64}") || name.startsWith("sha256:")
                    ? name
                    : Reference.parse(name).familiar();
        } catch (Fault e) {
            return name;
        }
    }

    /// Every image, newest first.
    public List<Image> list() {
        makeHostImage();
        return all();
    }

    private List<Image> all() {
        List<Image> images = new ArrayList<>();
        records.all().values().forEach((id, kept) -> {
            try {
                images.add(image(id, kept));
            } catch (Fault e) {
                records.report(id, e);
            }
        });
        images.sort(Comparator.comparing(Image::created).reversed());
        return images;
    }

    private Image image(String id, ImageRecords.Kept kept) {
        ImageDocument document = document(id);
        long size = kept.layers().stream()
                .filter(layer -> !host.isHost(layer.diffId()))
                .mapToLong(layer -> layers.size(layer.diffId()))
                .sum();
        return new Image(
                id,
                document.config(),
                document.os(),
                document.architecture(),
                document.author(),
                document.comment(),
                document.created(),
                kept.layers(),
                document.history(),
                size,
                kept.names(),
                kept.digests(),
                kept.manifest());
    }

    /// An image's configuration document.
    public ImageDocument document(String id) {
        byte[] bytes = content.read(id, MAX_DOCUMENT);
        if (!Digests.of(bytes).equals(id)) {
            throw Fault.internal(content.path(id) + " is damaged: it has another digest than its name", null);
        }
        return ImageDocument.read(bytes);
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
        return byId(id).orElseThrow();
    }

    /// Begins to hold layers, none yet.
    public Hold hold() {
        return held.begin(layers -> alone(() -> unpackAll(layers)));
    }

    /// Makes a snapshot on an image, not mounted yet, of whose layers none goes away meanwhile; NOT_FOUND in Docker's
    /// words if there is no such image.
    public void snapshot(String id, String nameOrId) {
        Image image = resolve(nameOrId);
        alone(() -> {
            records.get(image.id());
            snapshots.create(id, image);
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
        writing.lock();
        try {
            return removeAlone(nameOrId, force);
        } finally {
            writing.unlock();
            layers.clear();
        }
    }

    private List<Removal> removeAlone(String nameOrId, boolean force) {
        Optional<String> damaged = force ? damaged(nameOrId) : Optional.empty();
        if (damaged.isPresent()) {
            records.delete(damaged.get());
            return List.of(new Removal.Deleted(damaged.get()));
        }
        Image image = resolve(nameOrId);
        boolean byName = !nameOrId.startsWith("sha256:") && byName(nameOrId).isPresent();
        String name = byName ? Reference.parse(nameOrId).familiar() : "";
        if (byName && image.names().size() > 1) {
            return untag(image, name);
        }
        if (!byName && image.names().size() > 1 && !force) {
            throw Fault.conflict("conflict: unable to delete " + Ids.shorten(image.hex())
                    + " (must be forced) - image is referenced in multiple repositories");
        }
        refuseIfUsed(image, byName ? name : "", force);
        return delete(image);
    }

    /// The id, if there is such an image and it cannot be read; its layers stay until something else needs none of
    /// them.
    private Optional<String> damaged(String nameOrId) {
        String id = nameOrId.startsWith("sha256:") ? nameOrId : "sha256:" + nameOrId;
        Records.Found<ImageRecords.Kept> found = records.all();
        Optional<String> unread = found.damaged().keySet().stream()
                .filter(one -> one.startsWith(id))
                .findFirst();
        return unread.or(() -> found.values().entrySet().stream()
                .filter(one -> one.getKey().startsWith(id) || one.getValue().isNamed(nameOrId))
                .filter(one -> !isWhole(one.getKey(), one.getValue()))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    private boolean isWhole(String id, ImageRecords.Kept kept) {
        try {
            return image(id, kept).id().equals(id);
        } catch (Fault e) {
            records.report(id, e);
            return false;
        }
    }

    private void refuseIfUsed(Image image, String name, boolean force) {
        Optional<InUse.By> user = inUse.by(image.id());
        if (user.isEmpty() || (force && !user.get().running())) {
            return;
        }
        String container = Ids.shorten(user.get().id());
        String what = name.isEmpty()
                ? "unable to delete " + Ids.shorten(image.hex())
                : "unable to remove repository reference \"" + name + "\"";
        String how = user.get().running() && (force || name.isEmpty()) ? " (cannot be forced)" : " (must force)";
        String why = user.get().running()
                ? " - image is being used by running container " + container
                : " - container " + container + " is using its referenced image " + Ids.shorten(image.hex());
        throw Fault.conflict("conflict: " + what + how + why);
    }

    private List<Removal> untag(Image image, String name) {
        ImageRecords.Kept kept = records.get(image.id());
        List<String> rest =
                kept.names().stream().filter(other -> !other.equals(name)).toList();
        records.put(image.id(), kept.named(rest), List.of());
        return List.of(new Removal.Untagged(name));
    }

    private List<Removal> delete(Image image) {
        List<Removal> report = new ArrayList<>();
        image.names().forEach(name -> report.add(new Removal.Untagged(name)));
        image.digests().forEach(digest -> report.add(new Removal.Untagged(digest)));
        records.delete(image.id());
        report.add(new Removal.Deleted(image.id()));
        List<String> own = image.layers().reversed().stream().map(Layer::diffId).toList();
        unused.delete(own, Set.of()).forEach(diffId -> report.add(new Removal.Deleted(diffId)));
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

    /// The diff ids of all images' layers.
    public Set<String> layersOfImages() {
        return unused.ofImages();
    }

    /// Bytes of a layer's files, 0 if it is not unpacked.
    public long layerSize(Layer layer) {
        return layers.has(layer.diffId()) ? layers.size(layer.diffId()) : 0;
    }

    /// Removes images that a filter accepts: those without a name, or with `all` every one that no container uses.
    public List<Removal> prune(boolean all, Predicate<Image> filter) {
        List<Removal> report = new ArrayList<>();
        for (Image image : all()) {
            if (filter.test(image)) {
                alone(() -> report.addAll(pruned(image.id(), all)));
            }
        }
        layers.clear();
        return report;
    }

    /// What it is like may have changed since it was listed.
    private List<Removal> pruned(String id, boolean all) {
        Optional<Image> image = byId(id).filter(now -> all || now.names().isEmpty())
                .filter(now -> !now.names().contains("naru/host:latest"))
                .filter(_ -> inUse.by(id).isEmpty());
        return image.map(this::delete).orElse(List.of());
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

    /// The image `naru/host`, made on first use: no layer of its own but the one that stands for the host.
    private void makeHostImage() {
        Layer layer = new Layer(host.diffId(), new Descriptor(MediaTypes.OCI_LAYER, host.diffId(), 0));
        ImageConfig config = new ImageConfig(
                List.of(),
                List.of("/bin/sh"),
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                "",
                "",
                Set.of(),
                Set.of(),
                Map.of(),
                "",
                Optional.empty(),
                List.of(),
                List.of());
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE,
                "linux",
                "",
                "",
                Instant.EPOCH,
                config,
                List.of(host.diffId()),
                List.of(new History(Instant.EPOCH, "naru/host", "the host's root file system", false)));
        byte[] json = document.write();
        if (records.find(Digests.of(json)).isEmpty()) {
            register(json, List.of(layer), List.of("naru/host"), List.of(), Optional.empty());
        }
    }

    /// Every blob that images, unpacked layers and those who hold layers need: documents, layers, manifests.
    public Set<String> blobs() {
        Set<String> used = new TreeSet<>(layers.all());
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
