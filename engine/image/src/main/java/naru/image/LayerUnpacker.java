package naru.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import naru.base.DiskFull;
import naru.base.Fault;
import naru.image.tar.HeldNames;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.NewFile;
import naru.linux.Stat;
import org.jspecify.annotations.Nullable;

/// Writes an archive's entries into a directory: as one layer of an overlay, or as plain files.
///
/// Every name is resolved inside the directory (openat2, RESOLVE_IN_ROOT), so `..`, absolute names and links lead
/// nowhere else. A layer's whiteouts (image-spec 1.1 `layer.md`) become the kernel's: `.wh.NAME` a character device
/// 0:0, `.wh..wh..opq` the attribute `trusted.overlay.opaque`.
public final class LayerUnpacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int PIPE = 0010000;
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_KNOWN = 20_000;

    private final InRoot root;
    private final boolean overlay;
    private final boolean keepKinds;
    private final Set<String> knownDirectories = new HashSet<>();
    private final List<Dated> directories = new ArrayList<>();
    private final HeldNames held = new HeldNames();
    private final byte[] buffer = new byte[BUFFER];
    private @Nullable Folder folder;
    private long size;

    /// The directory that the last entry went to, open: archives have its neighbours next.
    private record Folder(String path, InRoot opened) {}

    /// A directory, whose time is set when all that is in it is there.
    private record Dated(String name, Instant modified) {}

    private LayerUnpacker(InRoot root, boolean overlay, boolean keepKinds) {
        this.root = root;
        this.overlay = overlay;
        this.keepKinds = keepKinds;
    }

    /// Unpacks a layer as an overlay wants it and answers the bytes of its files.
    public static long layer(InputStream archive, InRoot root) throws IOException {
        return new LayerUnpacker(root, true, false).unpack(archive);
    }

    /// Unpacks plain files over what is there and answers their bytes.
    ///
    /// @param keepKinds refuse a directory in place of something else, and something else in place of a directory
    public static long files(InputStream archive, InRoot root, boolean keepKinds) throws IOException {
        return new LayerUnpacker(root, false, keepKinds).unpack(archive);
    }

    private long unpack(InputStream archive) throws IOException {
        try {
            return unpackAll(new TarReader(archive));
        } finally {
            leaveFolder();
        }
    }

    private long unpackAll(TarReader reader) throws IOException {
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            try {
                put(entry.get(), reader);
            } catch (Errno e) {
                throw explained(entry.get(), e);
            }
        }
        for (Dated directory : directories.reversed()) { // last, because writing into it changes its time
            root.touch(directory.name(), directory.modified());
        }
        return size;
    }

    private static Fault explained(TarEntry entry, Errno e) {
        return e.number() == Errno.ENOSPC
                ? DiskFull.fault(e)
                : new Fault(
                        Fault.Kind.INVALID,
                        "the archive's entry \"" + entry.name() + "\" cannot be written: " + e.getMessage(),
                        e);
    }

    private void put(TarEntry raw, TarReader reader) throws IOException {
        String path = clean(raw.name());
        TarEntry entry = raw.named(path);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.isEmpty()) {
            attributes(entry, root, ".");
            remember(".", entry);
            return;
        }
        makeParents(path);
        if (overlay && name.startsWith(WHITEOUT)) {
            whiteOut(path, name);
        } else {
            place(entry, name, reader);
        }
    }

    /// Makes an entry; what is in its place is looked at only if something is.
    private void place(TarEntry entry, String name, TarReader reader) throws IOException {
        if (keepKinds) {
            replace(entry);
        }
        try {
            make(entry, name, reader);
        } catch (Errno e) {
            if (e.number() != Errno.EEXIST) {
                throw e;
            }
            replace(entry);
            make(entry, name, reader);
        }
    }

    private InRoot folderOf(TarEntry entry) {
        String path = entry.name().substring(0, entry.name().lastIndexOf('/') + 1);
        if (path.isEmpty()) {
            return root;
        }
        if (folder == null || !folder.path().equals(path)) {
            leaveFolder();
            folder = new Folder(path, root.enter(path));
        }
        return folder.opened();
    }

    private void leaveFolder() {
        if (folder != null) {
            folder.opened().close();
            folder = null;
        }
    }

    /// A name without leading slashes, empty parts and dots; `..` is an INVALID fault.
    private static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                throw Fault.invalid("the archive's entry \"" + name + "\" leads out of it with \"..\"");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append(clean.isEmpty() ? "" : "/").append(part);
            }
        }
        if (name.indexOf('\0') >= 0) {
            throw Fault.invalid("the archive has an entry with a zero byte in its name");
        }
        return clean.toString();
    }

    private void makeParents(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0 || knownDirectories.contains(path.substring(0, slash))) {
            return;
        }
        String parent = path.substring(0, slash);
        makeParents(parent);
        Optional<Stat> there = root.find(parent);
        if (there.isEmpty()) {
            root.mkdir(parent, 0755);
        } else if (there.get().type() == Stat.Type.SYMLINK) {
            return; // followed inside the root by every later call
        } else if (!there.get().isDirectory()) {
            leaveFolder();
            root.delete(parent);
            root.mkdir(parent, 0755);
        }
        if (knownDirectories.size() > MAX_KNOWN) {
            knownDirectories.clear(); // they are looked for again
        }
        knownDirectories.add(parent);
    }

    private void whiteOut(String path, String name) {
        String parent = path.substring(0, path.length() - name.length());
        if (name.equals(OPAQUE)) {
            root.setXattr(
                    parent.isEmpty() ? "." : parent, "trusted.overlay.opaque", "y".getBytes(StandardCharsets.UTF_8));
            return;
        }
        String hidden = name.substring(WHITEOUT.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw Fault.invalid("the archive has the malformed whiteout \"" + path + "\"");
        }
        if (root.find(parent + hidden).isEmpty()) { // what this layer itself brings is not hidden by it
            root.mknod(parent + hidden, CHARACTER_DEVICE, 0);
        }
    }

    /// Takes away what an entry replaces: everything but a directory under a directory.
    private void replace(TarEntry entry) {
        Optional<Stat> there = root.find(entry.name());
        if (keepKinds && there.isPresent()) {
            requireSameKind(entry, there.get());
        }
        if (there.isPresent() && !(there.get().isDirectory() && entry.type() == TarEntry.Type.DIRECTORY)) {
            leaveFolder();
            root.delete(entry.name());
            knownDirectories.removeIf(known -> known.equals(entry.name()) || known.startsWith(entry.name() + "/"));
        }
    }

    private static void requireSameKind(TarEntry entry, Stat there) {
        boolean directory = entry.type() == TarEntry.Type.DIRECTORY;
        if (directory && !there.isDirectory()) {
            throw Fault.invalid("cannot overwrite non-directory \"" + entry.name() + "\" with directory");
        }
        if (!directory && there.isDirectory()) {
            throw Fault.invalid("cannot overwrite directory \"" + entry.name() + "\" with non-directory");
        }
    }

    private void make(TarEntry entry, String name, TarReader reader) throws IOException {
        InRoot in = folderOf(entry);
        switch (entry.type()) {
            case FILE -> {
                file(entry, in, name, reader.data());
                return;
            }
            case HARDLINK -> {
                root.link(clean(entry.link()), entry.name());
                return; // it shares the attributes of what it names
            }
            case DIRECTORY -> directory(entry, in, name);
            case SYMLINK -> in.symlink(entry.link(), name);
            case CHARACTER -> in.mknod(name, CHARACTER_DEVICE | 0600, device(entry));
            case BLOCK -> in.mknod(name, BLOCK_DEVICE | 0600, device(entry));
            case FIFO -> in.mknod(name, PIPE | 0600, 0);
        }
        attributes(entry, in, name);
    }

    private void file(TarEntry entry, InRoot in, String name, InputStream data) throws IOException {
        try (NewFile file = in.create(name, 0600)) {
            for (int count = data.read(buffer); count >= 0; count = data.read(buffer)) {
                file.write(buffer, 0, count);
            }
            file.chown(entry.uid(), entry.gid());
            file.chmod(entry.mode());
            keptXattrs(entry).forEach(file::setXattr);
            file.touch(entry.modified());
        }
        size += entry.size();
    }

    private void remember(String directory, TarEntry entry) {
        held.hold(directory);
        directories.add(new Dated(directory, entry.modified()));
    }

    private void directory(TarEntry entry, InRoot in, String name) {
        if (!in.find(name).filter(Stat::isDirectory).isPresent()) {
            in.mkdir(name, 0700);
        }
        knownDirectories.add(entry.name());
        remember(entry.name(), entry);
    }

    private static long device(TarEntry entry) {
        return (long) entry.major() << 32 | entry.minor();
    }

    private static void attributes(TarEntry entry, InRoot in, String name) {
        in.chown(name, entry.uid(), entry.gid());
        if (entry.type() != TarEntry.Type.SYMLINK) {
            in.chmod(name, entry.mode()); // after chown, which clears set-id bits
        }
        keptXattrs(entry).forEach((key, value) -> in.setXattr(name, key, value));
        in.touch(name, entry.modified());
    }

    /// An archive may not set the overlay's own attributes: they would say what other layers show.
    private static Map<String, byte[]> keptXattrs(TarEntry entry) {
        Map<String, byte[]> kept = new TreeMap<>(entry.xattrs());
        kept.keySet()
                .removeIf(name -> !name.startsWith("user.")
                        && !name.equals("security.capability")
                        && !name.startsWith("system.posix_acl"));
        return kept;
    }
}
