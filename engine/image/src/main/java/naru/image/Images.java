package naru.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.store.Documents;

/// The images that are here, their names and their layers. Safe for use by many threads.
///
/// An image's id is the digest of its configuration document. Images are documents of the collection `image`; names
/// are part of them, and a name belongs to one image.
public final class Images {
    private static final String COLLECTION = "image";
    private static final int MAX_DOCUMENT = 8 << 20;

    private final Documents documents;
    private final Content content;
    private final Layers layers;
    private final Snapshots snapshots;
    private final HostRoot host;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile InUse inUse = _ -> Optional.empty();

    /// What is remembered of an image beside its document.
    record Kept(List<String> names, List<String> digests, List<Layer> layers, Optional<String> manifest) {}

    /// What a removal did, in order.
    public sealed interface Removal {
        /// A name was taken away.
        record Untagged(String name) implements Removal {}

        /// An image was deleted.
        record Deleted(String id) implements Removal {}
    }

    /// Opens the images.
    public Images(Documents documents, Content content, Layers layers, Snapshots snapshots, HostRoot host) {
        this.documents = documents;
        this.content = content;
        this.layers = layers;
        this.snapshots = snapshots;
        this.host = host;
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
        for (var entry : documents.all(COLLECTION).entrySet()) {
            Kept kept = Json.read(entry.getValue(), Kept.class);
            if (kept.names().contains(wanted) || kept.digests().contains(pinned)) {
                return Optional.of(image(entry.getKey(), entry.getValue()));
            }
        }
        return Optional.empty();
    }

    private Optional<Image> byId(String id) {
        return documents.get(COLLECTION, id).map(json -> image(id, json));
    }

    private Optional<Image> byPrefix(String hex) {
        List<String> ids = documents.all(COLLECTION).keySet().stream()
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
        documents.all(COLLECTION).forEach((id, json) -> images.add(image(id, json)));
        images.sort(Comparator.comparing(Image::created).reversed());
        return images;
    }

    private Image image(String id, byte[] json) {
        Kept kept = Json.read(json, Kept.class);
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
        return ImageDocument.read(content.read(id, MAX_DOCUMENT));
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
            List<Documents.Change> changes = new ArrayList<>(takeNames(familiar, id));
            Kept before = documents
                    .get(COLLECTION, id)
                    .map(json -> Json.read(json, Kept.class))
                    .orElse(new Kept(List.of(), List.of(), imageLayers, manifest));
            changes.add(put(
                    id,
                    new Kept(
                            union(before.names(), familiar),
                            union(before.digests(), digests),
                            before.layers(),
                            manifest.or(before::manifest))));
            documents.commit(changes);
        } finally {
            writing.unlock();
        }
        return byId(id).orElseThrow();
    }

    /// Unpacks in parallel, as many at once as there are processors.
    private void unpackAll(List<Layer> imageLayers) {
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
            List<Documents.Change> changes = new ArrayList<>(takeNames(List.of(reference.familiar()), image.id()));
            Kept kept = kept(image.id());
            changes.add(put(
                    image.id(),
                    new Kept(
                            union(kept.names(), List.of(reference.familiar())),
                            kept.digests(),
                            kept.layers(),
                            kept.manifest())));
            documents.commit(changes);
        } finally {
            writing.unlock();
        }
    }

    /// Remembers under which digest an image is known elsewhere, after a push or pull.
    public void addDigest(String id, String repositoryDigest, String manifest) {
        writing.lock();
        try {
            Kept kept = kept(id);
            documents.commit(List.of(put(
                    id,
                    new Kept(
                            kept.names(),
                            union(kept.digests(), List.of(repositoryDigest)),
                            kept.layers(),
                            Optional.of(manifest)))));
        } finally {
            writing.unlock();
        }
    }

    /// Removes a name, and the image with its layers when that was its last name. By id, the image with its only
    /// name. An image that a container uses is a CONFLICT in Docker's words; `force` overrides it for stopped ones.
    public List<Removal> remove(String nameOrId, boolean force) {
        writing.lock();
        try {
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
        } finally {
            writing.unlock();
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
        Kept kept = kept(image.id());
        List<String> rest =
                kept.names().stream().filter(other -> !other.equals(name)).toList();
        documents.commit(List.of(put(image.id(), new Kept(rest, kept.digests(), kept.layers(), kept.manifest()))));
        return List.of(new Removal.Untagged(name));
    }

    private List<Removal> delete(Image image) {
        List<Removal> report = new ArrayList<>();
        image.names().forEach(name -> report.add(new Removal.Untagged(name)));
        image.digests().forEach(digest -> report.add(new Removal.Untagged(digest)));
        documents.delete(COLLECTION, image.id());
        report.add(new Removal.Deleted(image.id()));
        Set<String> used = new HashSet<>();
        all().forEach(other -> other.layers().forEach(layer -> used.add(layer.diffId())));
        snapshots.inUse().forEach(used::add);
        for (Layer layer : image.layers().reversed()) {
            if (!used.contains(layer.diffId()) && !host.isHost(layer.diffId())) {
                layers.delete(layer.diffId());
                report.add(new Removal.Deleted(layer.diffId()));
            }
        }
        return report;
    }

    /// Bytes of a layer's files, 0 if it is not unpacked.
    public long layerSize(Layer layer) {
        return layers.has(layer.diffId()) ? layers.size(layer.diffId()) : 0;
    }

    /// Removes images: those without a name, or with `all` every one that no container uses.
    public List<Removal> prune(boolean all) {
        List<Removal> report = new ArrayList<>();
        for (Image image : all()) {
            boolean candidate = all || image.names().isEmpty();
            if (candidate && inUse.by(image.id()).isEmpty() && !image.names().contains("naru/host:latest")) {
                writing.lock();
                try {
                    report.addAll(delete(image));
                } finally {
                    writing.unlock();
                }
            }
        }
        return report;
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
                java.util.Map.of(),
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
        if (documents.get(COLLECTION, Digests.of(json)).isEmpty()) {
            register(json, List.of(layer), List.of("naru/host"), List.of(), Optional.empty());
        }
    }

    /// Every blob that images and unpacked layers need: documents, layers, manifests.
    public Set<String> blobs() {
        Set<String> used = new TreeSet<>(layers.all());
        documents.all(COLLECTION).forEach((id, json) -> {
            Kept kept = Json.read(json, Kept.class);
            used.add(id);
            kept.manifest().ifPresent(used::add);
            kept.layers().forEach(layer -> used.add(layer.blob().digest()));
        });
        return used;
    }

    private Kept kept(String id) {
        return documents
                .get(COLLECTION, id)
                .map(json -> Json.read(json, Kept.class))
                .orElseThrow(() -> Fault.notFound("No such image: " + id));
    }

    private static Documents.Change put(String id, Kept kept) {
        return new Documents.Put(COLLECTION, id, Json.write(kept));
    }

    /// The changes that take names away from other images.
    private List<Documents.Change> takeNames(List<String> names, String except) {
        List<Documents.Change> changes = new ArrayList<>();
        documents.all(COLLECTION).forEach((id, json) -> {
            Kept kept = Json.read(json, Kept.class);
            if (!id.equals(except) && kept.names().stream().anyMatch(names::contains)) {
                List<String> rest = kept.names().stream()
                        .filter(name -> !names.contains(name))
                        .toList();
                changes.add(put(id, new Kept(rest, kept.digests(), kept.layers(), kept.manifest())));
            }
        });
        return changes;
    }

    private static List<String> union(List<String> a, List<String> b) {
        Set<String> all = new TreeSet<>(a);
        all.addAll(b);
        return List.copyOf(all);
    }
}
