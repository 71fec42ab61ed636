package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import naru.base.DiskFull;
import naru.base.Fault;
import naru.image.LayerPacker;
import naru.image.LayerUnpacker;
import naru.linux.Errno;
import naru.linux.IdMap;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Files in a container, for `docker cp`: every path is resolved inside the container's root (openat2,
/// RESOLVE_IN_ROOT; CVE-2018-15664), and nothing of the container is executed or loaded.
final class PathsInContainer {
    private PathsInContainer() {}

    /// A root folder as its container sees it.
    ///
    /// @param path where it is on the host
    /// @param owners whose map tells the owners of its files; empty for the host's numbers
    record Root(Path path, Optional<IdMap> owners) {
        InRoot open() {
            return InRoot.open(path, owners.orElse(null));
        }
    }

    /// What is at a path.
    ///
    /// @param shown the path as the container has it, which gives the name
    static PathStat stat(Root rootfs, String ref, String path, String shown) {
        try (InRoot root = rootfs.open()) {
            Stat stat = root.stat(path);
            boolean link = stat.type() == Stat.Type.SYMLINK;
            return new PathStat(name(shown), stat.size(), stat.mode(), stat.modified(), link ? target(root, path) : "");
        } catch (Errno e) {
            throw missing(e, ref, shown);
        }
    }

    private static String target(InRoot root, String path) {
        try {
            return root.resolve(path);
        } catch (Errno e) {
            return root.readLink(path);
        }
    }

    /// Writes an archive of what is at a path.
    ///
    /// @param shown the path as the container has it, whose last part names what is in the archive
    static PathStat read(Root rootfs, String ref, String path, String shown, OutputStream tar) {
        PathStat stat = stat(rootfs, ref, path, shown);
        try (InRoot root = rootfs.open()) {
            LayerPacker.path(root, path, stat.name(), tar);
            return stat;
        } catch (Errno e) {
            throw missing(e, ref, shown);
        } catch (IOException e) {
            throw Fault.internal("cannot send " + shown + ": " + e.getMessage(), e);
        }
    }

    /// Unpacks an archive in a folder; `keepKinds` refuses a folder over a file and a file over a
    /// folder. With an owner, everything belongs to them, whatever the archive says.
    static void write(Root rootfs, String ref, String path, InputStream tar, boolean keepKinds, Optional<Users> owner) {
        try (InRoot root = rootfs.open()) {
            String real = root.resolve(path);
            if (!root.stat(real).isDirectory()) {
                throw Fault.invalid("extraction point is not a directory");
            }
            try (InRoot folder = root.enter(real)) {
                if (owner.isPresent()) {
                    OwnedArchive.unpack(tar, owner.get(), folder, keepKinds);
                } else {
                    LayerUnpacker.files(tar, folder, keepKinds);
                }
            }
        } catch (Errno e) {
            throw missing(e, ref, path);
        } catch (IOException e) {
            throw DiskFull.is(e)
                    ? DiskFull.fault(e)
                    : new Fault(Fault.Kind.INVALID, "the archive cannot be read: " + e.getMessage(), e);
        }
    }

    /// Makes a folder with its parents, if it is missing.
    static void makeFolder(Root rootfs, String path) {
        try (InRoot root = rootfs.open()) {
            StringBuilder at = new StringBuilder();
            for (String part : path.split("/")) {
                if (!part.isEmpty()) {
                    at.append('/').append(part);
                    if (root.find(at.toString()).isEmpty()) {
                        root.mkdir(at.toString(), 0755);
                    }
                }
            }
        }
    }

    private static String name(String path) {
        Path last = Path.of(path).normalize().getFileName();
        return last == null ? "/" : last.toString();
    }

    private static Fault missing(Errno e, String ref, String path) {
        return e.number() == Errno.ENOENT || e.number() == Errno.ENOTDIR
                ? new Fault(Fault.Kind.NOT_FOUND, "Could not find the file " + path + " in container " + ref, e)
                : new Fault(Fault.Kind.INVALID, path + " in container " + ref + ": " + e.getMessage(), e);
    }
}
