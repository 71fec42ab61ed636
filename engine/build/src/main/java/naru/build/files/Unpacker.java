package naru.build.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.DiskFull;
import naru.base.DiskRoom;
import naru.base.Fault;
import naru.image.LayerStreams;
import naru.image.tar.HeldNames;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Unpacks a tar archive below a folder of a root. For one thread.
///
/// Names with `..` and absolute names are refused, links never lead outside (the root sees to that), sizes and
/// counts are limited.
public final class Unpacker {
    /// What an archive may hold at most.
    ///
    /// @param bytes of all files together
    /// @param entries files, folders and links
    public record Limits(long bytes, long entries) {
        /// 20 GiB and a million entries.
        public static final Limits DEFAULT = new Limits(20L << 30, 1_000_000);
    }

    private final InRoot root;
    private final String folder;
    private final Limits limits;
    private final boolean keepOwners;
    private final DiskRoom room;
    private final Map<String, Instant> folderTimes = new LinkedHashMap<>();
    private final HeldNames held = new HeldNames();
    private long bytes;
    private long entries;

    /// An unpacker into `folder` of `root`, which exists; without `keepOwners` everything is root's. It is
    /// written to the disk that `room` is of.
    public Unpacker(InRoot root, String folder, Limits limits, boolean keepOwners, DiskRoom room) {
        this.root = root;
        this.folder = folder.equals("/") ? "" : folder;
        this.limits = limits;
        this.keepOwners = keepOwners;
        this.room = room;
    }

    /// Unpacks all of the stream, which may be compressed (gzip, zstd, xz, bzip2).
    ///
    /// @throws Fault INVALID for an archive that is damaged or unsafe, TOO_LARGE over a limit
    public void unpack(InputStream archive) throws IOException {
        TarReader reader = new TarReader(room.watch(LayerStreams.open(archive)));
        Optional<TarEntry> next;
        while ((next = reader.next()).isPresent()) {
            TarEntry entry = next.get();
            if (++entries > limits.entries()) {
                throw Fault.tooLarge("the archive has more than " + limits.entries() + " entries");
            }
            place(entry, reader.data());
        }
        folderTimes.forEach(root::touch);
    }

    private void place(TarEntry entry, InputStream data) throws IOException {
        String path = folder + "/" + safe(entry.name());
        boolean isTop = path.equals(folder + "/");
        boolean isFolder = entry.type() == TarEntry.Type.DIRECTORY;
        if (isTop && !isFolder) {
            throw Fault.invalid("the archive is unsafe: an entry without a name");
        }
        try {
            if (isFolder && !isTop) {
                directory(entry, path);
            } else if (!isFolder) {
                parents(path);
                root.delete(path);
                make(entry, path, data);
            }
        } catch (Errno e) {
            throw e.number() == Errno.ENOSPC
                    ? DiskFull.fault(e)
                    : Fault.invalid("cannot unpack " + entry.name() + ": " + e.getMessage());
        }
    }

    private void make(TarEntry entry, String path, InputStream data) throws IOException {
        switch (entry.type()) {
            case FILE -> {
                file(path, data);
                attributes(entry, path);
            }
            case HARDLINK -> root.link(folder + "/" + safe(entry.link()), path);
            case SYMLINK -> {
                root.symlink(entry.link(), path);
                owner(entry, path);
                root.touch(path, entry.modified());
            }
            case CHARACTER -> node(entry, path, 0020000);
            case BLOCK -> node(entry, path, 0060000);
            case FIFO -> node(entry, path, 0010000);
            case DIRECTORY -> throw new IllegalArgumentException(path);
        }
    }

    private void node(TarEntry entry, String path, int kind) {
        root.mknod(path, kind | entry.mode(), (long) entry.major() << 32 | entry.minor());
        attributes(entry, path);
    }

    private void file(String path, InputStream data) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = root.create(path, 0600)) {
            for (int n; (n = data.read(buffer)) > 0; ) {
                bytes += n;
                if (bytes > limits.bytes()) {
                    throw Fault.tooLarge("the archive holds more than " + limits.bytes() + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private void directory(TarEntry entry, String path) {
        parents(path);
        Optional<Stat> there = root.find(path);
        if (there.isPresent() && !there.get().isDirectory()) {
            root.delete(path);
            there = Optional.empty();
        }
        if (there.isEmpty()) {
            root.mkdir(path, 0700);
        }
        owner(entry, path);
        root.chmod(path, entry.mode());
        entry.xattrs().forEach((name, value) -> root.setXattr(path, name, value));
        if (folderTimes.put(path, entry.modified()) == null) {
            held.hold(path);
        }
    }

    private void attributes(TarEntry entry, String path) {
        owner(entry, path);
        root.chmod(path, entry.mode());
        entry.xattrs().forEach((name, value) -> root.setXattr(path, name, value));
        root.touch(path, entry.modified());
    }

    private void owner(TarEntry entry, String path) {
        if (keepOwners) {
            root.chown(path, entry.uid(), entry.gid());
        }
    }

    private void parents(String path) {
        int slash = path.lastIndexOf('/');
        if (slash > folder.length()) {
            Folders.make(root, path.substring(0, slash), Instant.EPOCH);
        }
    }

    private static String safe(String name) {
        String path = name.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "");
        if (name.startsWith("/")) {
            throw Fault.invalid("the archive is unsafe: " + name + " is an absolute name");
        }
        for (String element : path.split("/")) {
            if (element.equals("..")) {
                throw Fault.invalid("the archive is unsafe: " + name + " leads outside");
            }
        }
        return path.equals(".") ? "" : path;
    }
}
