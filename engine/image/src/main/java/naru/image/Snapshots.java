package naru.image;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.IdMap;
import naru.linux.InRoot;
import naru.linux.Mounts;
import naru.linux.Stat;

/// Writable layers on top of images, one overlay mount each. Safe for use by many threads on different snapshots.
///
/// A snapshot is DATA/snapshots/c/ID with `upper` (what was written), `work` (overlayfs' own), `root` (where it is
/// mounted) and `lower` (the layers under it, highest first). It outlives the daemon; only [#remove] ends it.
public final class Snapshots {
    /// What stands for an image of which no name is known here.
    private static final String IMAGE = "IMAGE";

    private static final int PAGE = 4095; // mount(2) takes one page of options

    /// After the name of one that is being made.
    private static final String FRESH = ".new";
    /// After the name of one that is being deleted.
    private static final String DOOMED = ".gone";

    private final Path folder;
    private final Layers layers;
    private final HostRoot host;
    private final RemappedLayers remapped;
    private final Path init;

    /// What a path of a snapshot is against the image: added, changed or deleted.
    public enum ChangeKind {
        /// There before, changed.
        CHANGED,
        /// Not there before.
        ADDED,
        /// There before, gone.
        DELETED
    }

    /// One changed path, absolute inside the container.
    public record Change(String path, ChangeKind kind) {}

    /// Opens the snapshots under a folder; half-made and half-removed ones of an earlier life are deleted.
    public Snapshots(Path folder, Layers layers, HostRoot host) {
        this.folder = folder.resolve("c");
        this.layers = layers;
        this.host = host;
        this.remapped = new RemappedLayers(folder);
        try {
            Files.createDirectories(this.folder);
            this.init = InitLayer.in(folder.resolve("init"));
            try (Stream<Path> places = Files.list(this.folder)) {
                places.filter(place -> !isWhole(place)).toList().forEach(Layers::deleteTree);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the snapshots in " + folder, e);
        }
    }

    /// Makes a snapshot on an image, not mounted yet. One that is there already is a CONFLICT fault.
    public void create(String id, Image image) {
        create(id, diffIds(image), false);
    }

    /// As [#create], for a container, which finds the places there that the engine mounts over.
    public void createForContainer(String id, Image image) {
        create(id, diffIds(image), true);
    }

    private static List<String> diffIds(Image image) {
        return image.layers().stream().map(Layer::diffId).toList();
    }

    /// Makes a snapshot on layers given by their diff ids, lowest first.
    public void create(String id, List<String> diffIds) {
        create(id, diffIds, false);
    }

    private void create(String id, List<String> diffIds, boolean forContainer) {
        Path place = place(id);
        Path fresh = folder.resolve(id + FRESH);
        try {
            if (Files.exists(place)) {
                throw Fault.conflict("snapshot " + id + " exists already");
            }
            layers.restoration().make(diffIds, IMAGE);
            Layers.deleteTree(fresh);
            for (String name : List.of("upper", "work", "root")) {
                Files.createDirectories(fresh.resolve(name));
            }
            new Lower(diffIds.reversed(), forContainer, false).write(fresh);
            copyRootAttributes(diffIds, fresh.resolve("upper"));
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make snapshot " + id, e);
        }
    }

    /// The root directory of a container is the upper directory's own: it takes over owner and mode of the image's.
    private void copyRootAttributes(List<String> diffIds, Path upper) {
        Stat of = null;
        if (!diffIds.isEmpty() && !host.isHost(diffIds.getLast())) {
            try (InRoot root = InRoot.open(layers.directory(diffIds.getLast()))) {
                of = root.stat(".");
            }
        }
        try (InRoot root = InRoot.open(upper)) {
            root.chmod(".", of == null ? 0755 : of.permissions());
            if (of != null) {
                root.chown(".", of.uid(), of.gid());
            }
        }
    }

    /// Whether a snapshot is there.
    public boolean has(String id) {
        return Files.isDirectory(place(id));
    }

    /// Mounts a snapshot, if it is not mounted, and answers its root.
    public Path mount(String id) {
        Path place = require(id);
        Path root = place.resolve("root");
        if (Mounts.isMountPoint(root)) {
            return root;
        }
        List<String> lower = lowerDirectories(place);
        overlay(root, lower, place);
        return root;
    }

    /// Mounts a snapshot on a folder that is there, for those inside a user namespace: there its files belong to them,
    /// on the disk to the same numbers as ever, also what they write. It must not be mounted otherwise at the same
    /// time: it is unmounted. INVALID where the kernel or the file system cannot do it.
    public void mount(String id, IdMap map, Path target) {
        Path place = require(id);
        unmount(id);
        if (Lower.read(place).diffIds().stream().anyMatch(host::isHost)) {
            throw Fault.invalid("naru/host shows the host's own files, whose owners cannot be mapped into a user"
                    + " namespace: run it with --userns=host");
        }
        remapped.during(map, seen -> {
            List<String> lower = lowerDirectories(place).stream()
                    .map(directory -> seen.apply(Path.of(directory)).toString())
                    .toList();
            overlay(target, lower, seen.apply(place));
        });
    }

    private static void overlay(Path root, List<String> lower, Path place) {
        String options = "lowerdir=" + String.join(":", lower) + ",upperdir=" + place.resolve("upper") + ",workdir="
                + place.resolve("work");
        if (options.length() > PAGE) {
            mountMany(place, root, lower);
        } else {
            Mounts.mount("overlay", root, "overlay", 0, options);
        }
    }

    private static void mountMany(Path place, Path root, List<String> lower) {
        try {
            Mounts.overlay(root, lower, place.resolve("upper"), place.resolve("work"));
        } catch (Errno e) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "the image has too many layers (" + lower.size() + ") for this kernel: use one from 6.8 on, a"
                            + " shorter data folder, or fewer layers",
                    e);
        }
    }

    /// Unmounts a snapshot, if it is mounted; what still uses it keeps it.
    public void unmount(String id) {
        Mounts.detach(place(id).resolve("root"));
    }

    /// Unmounts and deletes a snapshot with all that was written to it; one that is not there is fine.
    public void remove(String id) {
        Path place = place(id);
        if (!Files.exists(place)) {
            return;
        }
        unmount(id);
        Path doomed = folder.resolve(id + DOOMED);
        try {
            Files.move(place, doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove snapshot " + id, e);
        }
        Layers.deleteTree(doomed);
    }

    /// Every snapshot's id.
    public List<String> all() {
        try (Stream<Path> places = Files.list(folder)) {
            return places.filter(Snapshots::isWhole)
                    .map(place -> place.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the snapshots", e);
        }
    }

    private static boolean isWhole(Path place) {
        String name = place.getFileName().toString();
        return !name.endsWith(FRESH) && !name.endsWith(DOOMED);
    }

    /// The diff ids that snapshots stand on: their layers must stay, whatever becomes of images.
    public Set<String> inUse() {
        Set<String> used = new TreeSet<>();
        for (String id : all()) {
            try {
                used.addAll(Lower.read(place(id)).diffIds());
            } catch (Fault e) {
                if (has(id)) { // else it was removed meanwhile
                    throw e;
                }
            }
        }
        return used;
    }

    /// What a snapshot has changed against its image, sorted by path.
    public List<Change> changes(String id) {
        return written(id).changes();
    }

    /// Writes what was written to a snapshot as a layer archive.
    public void writeDiff(String id, OutputStream out) throws IOException {
        new Written(require(id).resolve("upper"), List.of()).writeDiff(out);
    }

    private Written written(String id) {
        Path place = require(id);
        return new Written(
                place.resolve("upper"),
                lowerDirectories(place).stream().map(Path::of).toList());
    }

    /// Writes a snapshot's whole file system as an archive; mounts it for that if needed.
    public void writeFiles(String id, OutputStream out) throws IOException {
        boolean was = Mounts.isMountPoint(require(id).resolve("root"));
        try (InRoot root = InRoot.open(mount(id))) {
            LayerPacker.files(root, out);
        } finally {
            if (!was) {
                unmount(id);
            }
        }
    }

    /// Stores what was written to a snapshot as a blob and an unpacked layer, and answers the layer. The snapshot
    /// stays.
    public Layer commit(String id, Content content) {
        try (Content.Upload blob = content.begin();
                DigestOutputStream hashed = new DigestOutputStream(blob, Digests.hash())) {
            writeDiff(id, hashed);
            String digest = blob.commit("");
            return new Layer(digest, new Descriptor(MediaTypes.OCI_LAYER, digest, blob.written()));
        } catch (IOException e) {
            throw Fault.internal("cannot commit snapshot " + id + ": " + e.getMessage(), e);
        }
    }

    /// Forgets that folders were written to, if nothing is in them that was written and they are as they were:
    /// files came and went in them. The snapshot is unmounted.
    public void forget(String id, List<String> folders) {
        unmount(id);
        written(id).forget(folders);
    }

    /// Turns a snapshot into a layer: what was written becomes the layer's directory by rename, and the snapshot is
    /// gone.
    public Layer seal(String id, Content content) {
        Layer layer = commit(id, content);
        unmount(id);
        layers.adopt(layer, require(id).resolve("upper"), size(id));
        remove(id);
        return layer;
    }

    /// Bytes written to a snapshot; NOT_FOUND also if it is removed in the middle.
    public long size(String id) {
        Path place = require(id);
        try {
            return new Written(place.resolve("upper"), List.of()).size();
        } catch (Errno e) {
            require(id);
            throw e;
        }
    }

    private List<String> lowerDirectories(Path place) {
        List<String> directories = new ArrayList<>();
        Lower lower = Lower.read(place);
        if (lower.lost()) {
            throw Fault.internal(
                    "nobody knows what " + place + " stands on: the machine went down when it was just made. What was"
                            + " written to it is in \"upper\" there; remove the container and make it again",
                    null);
        }
        layers.restoration().make(lower.diffIds(), IMAGE);
        for (String diffId : lower.diffIds()) {
            directories.add((host.isHost(diffId) ? host.mount() : layers.directory(diffId)).toString());
        }
        if (lower.init()) {
            directories.add(init.toString());
        }
        if (directories.isEmpty()) { // an image without layers: an overlay wants at least one
            directories.add(emptyLayer().toString());
        }
        return directories;
    }

    private Path emptyLayer() {
        Path empty = folder.resolveSibling("empty");
        try {
            return Files.createDirectories(empty);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + empty, e);
        }
    }

    private Path require(String id) {
        Path place = place(id);
        if (!Files.isDirectory(place)) {
            throw Fault.notFound("snapshot " + id + " is not here");
        }
        return place;
    }

    private Path place(String id) {
        if (id.isEmpty() || id.startsWith(".") || id.indexOf('/') >= 0) {
            throw Fault.invalid("\"" + id + "\" cannot name a snapshot");
        }
        return folder.resolve(id);
    }
}
