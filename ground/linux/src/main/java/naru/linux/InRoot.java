package naru.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A directory that is the root of every path given to it, by openat2(2) with RESOLVE_IN_ROOT: whatever a path
/// says, with `..`, absolute links, or links exchanged while we look, it stays inside.
///
/// The last name of a path is not followed if it is a symbolic link, except by [#read] and [#resolve]. Refusals are
/// [Errno]. Safe for use by many threads; a close while others use it is their bug.
public final class InRoot implements AutoCloseable {
    private static final int O_DIRECTORY = FileCalls.O_DIRECTORY;
    private static final int O_NOFOLLOW = FileCalls.O_NOFOLLOW;
    private static final int DIRECTORY = FileCalls.O_PATH | O_DIRECTORY;

    private final int root;
    private final String self;

    private final @Nullable IdMap owners;

    private InRoot(int root, @Nullable IdMap owners) {
        this.root = root;
        this.owners = owners;
        this.self = "/proc/self/fd/" + root;
    }

    /// Makes `directory` a root.
    public static InRoot open(Path directory) {
        return open(directory, null);
    }

    /// Makes `directory` a root, whose owners are told and set as those inside a user namespace know them; what is made
    /// belongs to root there.
    ///
    /// @param owners the namespace's map; null for the file system's own numbers
    public static InRoot open(Path directory, @Nullable IdMap owners) {
        return new InRoot(FileCalls.openDirectory(directory.toString()), owners);
    }

    /// Makes a directory below this one a root of its own.
    public InRoot enter(String path) {
        return new InRoot(FileCalls.openInRoot(root, path, FileCalls.O_PATH | O_DIRECTORY, 0), owners);
    }

    @Override
    public void close() {
        FileCalls.close(root);
    }

    /// An open parent directory and the last name in it.
    ///
    /// @param opened it was opened for this, and is not the root itself
    private record At(int parent, String name, boolean opened) implements AutoCloseable {
        String path() {
            return "/proc/self/fd/" + parent + "/" + name;
        }

        @Override
        public void close() {
            if (opened) {
                FileCalls.close(parent);
            }
        }
    }

    private At at(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        String trimmed = path.substring(0, end);
        int slash = trimmed.lastIndexOf('/');
        String name = trimmed.substring(slash + 1);
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return new At(FileCalls.openInRoot(root, trimmed.isEmpty() ? "/" : trimmed, DIRECTORY, 0), ".", true);
        }
        return slash < 0
                ? new At(root, name, false)
                : new At(FileCalls.openInRoot(root, trimmed.substring(0, slash + 1), DIRECTORY, 0), name, true);
    }

    /// What is at the path; the last name is not followed.
    public Stat stat(String path) {
        try (At at = at(path)) {
            return shown(FileCalls.stat(at.parent(), at.name()));
        }
    }

    private Stat shown(Stat stat) {
        return owners == null ? stat : stat.ownedBy(owners.insideUid(stat.uid()), owners.insideGid(stat.gid()));
    }

    /// What is at the path, or empty if nothing is.
    public Optional<Stat> find(String path) {
        try (At at = at(path)) {
            return Optional.ofNullable(FileCalls.find(at.parent(), at.name())).map(this::shown);
        } catch (Errno e) {
            if (e.number() == Errno.ENOENT || e.number() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Where the path leads, links followed, as an absolute path in this root; ENOENT if it leads nowhere.
    public String resolve(String path) {
        int fd = FileCalls.openInRoot(root, path, FileCalls.O_PATH, 0);
        try {
            String full = FileCalls.readLink(fd(), "fd/" + fd);
            String top = FileCalls.readLink(fd(), "fd/" + root);
            String inside = top.equals("/") ? full : full.substring(top.length());
            return inside.isEmpty() ? "/" : inside;
        } finally {
            FileCalls.close(fd);
        }
    }

    private static int fd() {
        return ProcSelf.FD;
    }

    private static final class ProcSelf {
        static final int FD = FileCalls.openDirectory("/proc/self");
    }

    /// The names in a directory, sorted.
    public List<String> list(String path) {
        int fd = FileCalls.openInRoot(root, path, FileCalls.O_RDONLY | O_DIRECTORY, 0);
        try {
            return FileCalls.list(fd).stream().sorted().toList();
        } finally {
            FileCalls.close(fd);
        }
    }

    /// Where a symbolic link points.
    public String readLink(String path) {
        try (At at = at(path)) {
            return FileCalls.readLink(at.parent(), at.name());
        }
    }

    /// Reads a regular file, links followed inside the root; anything else than a regular file is EINVAL.
    public InputStream read(String path) {
        int fd = FileCalls.openInRoot(root, path, FileCalls.O_PATH, 0);
        try {
            if (FileCalls.stat(fd, "").type() != Stat.Type.FILE) {
                throw new Errno("open", path + " is not a regular file", Errno.EINVAL);
            }
            return new FileInputStream("/proc/self/fd/" + fd);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            FileCalls.close(fd);
        }
    }

    /// Makes what is at the path visible at `target` with its sub-mounts, links followed inside the root: what is
    /// exchanged meanwhile is not mounted.
    public void bind(String path, Path target) {
        int fd = FileCalls.openInRoot(root, path, FileCalls.O_PATH, 0);
        try {
            Mounts.bind(Path.of("/proc/self/fd/" + fd), target);
        } finally {
            FileCalls.close(fd);
        }
    }

    /// Makes a new file; EEXIST if something is there, a link too.
    public NewFile create(String path, int mode) {
        try (At at = at(path)) {
            int flags = FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.O_EXCL | O_NOFOLLOW;
            NewFile made = new NewFile(FileCalls.openInRoot(at.parent(), at.name(), flags, mode), owners);
            if (owners != null) {
                made.chown(0, 0);
            }
            return made;
        }
    }

    /// Makes a directory.
    public void mkdir(String path, int mode) {
        try (At at = at(path)) {
            FileCalls.mkdir(at.parent(), at.name(), mode);
            own(at);
        }
    }

    /// Makes a symbolic link at `path`.
    public void symlink(String target, String path) {
        try (At at = at(path)) {
            FileCalls.symlink(target, at.parent(), at.name());
            own(at);
        }
    }

    /// Makes another name for an existing file; a symbolic link at `existing` is linked itself.
    public void link(String existing, String path) {
        try (At from = at(existing);
                At to = at(path)) {
            FileCalls.link(from.parent(), from.name(), to.parent(), to.name());
        }
    }

    /// Makes a device, pipe or socket; `mode` holds the type, `rdev` is as in [Stat].
    public void mknod(String path, int mode, long rdev) {
        try (At at = at(path)) {
            FileCalls.mknod(at.parent(), at.name(), mode, rdev);
            own(at);
        }
    }

    /// Gives what was just made to root, where that is somebody else than ours.
    private void own(At at) {
        if (owners != null) {
            FileCalls.chown(at.parent(), at.name(), owners.outsideUid(0), owners.outsideGid(0));
        }
    }

    /// Sets the owner.
    public void chown(String path, int uid, int gid) {
        try (At at = at(path)) {
            FileCalls.chown(
                    at.parent(),
                    at.name(),
                    owners == null ? uid : owners.outsideUid(uid),
                    owners == null ? gid : owners.outsideGid(gid));
        }
    }

    /// Sets the permission bits; a symbolic link is ELOOP.
    public void chmod(String path, int mode) {
        try (At at = at(path)) {
            int fd = FileCalls.openInRoot(at.parent(), at.name(), FileCalls.O_PATH | O_NOFOLLOW, 0);
            try {
                if (FileCalls.stat(fd, "").type() == Stat.Type.SYMLINK) {
                    throw new Errno("fchmodat", path, Errno.ELOOP);
                }
                FileCalls.chmod(fd(), "fd/" + fd, mode);
            } finally {
                FileCalls.close(fd);
            }
        }
    }

    /// Sets the time of the last change.
    public void touch(String path, Instant modified) {
        try (At at = at(path)) {
            FileCalls.touch(at.parent(), at.name(), modified);
        }
    }

    /// Extended attributes by name.
    public SortedMap<String, byte[]> xattrs(String path) {
        try (At at = at(path)) {
            return Xattrs.all(at.path());
        }
    }

    /// Sets an extended attribute.
    public void setXattr(String path, String name, byte[] value) {
        try (At at = at(path)) {
            Xattrs.set(at.path(), name, value);
        }
    }

    /// Takes away what is at the path, a directory with all that is in it; nothing there is fine. Never crosses
    /// into another file system or mount (EXDEV).
    public void delete(String path) {
        Optional<Stat> stat = find(path);
        if (stat.isPresent()) {
            try (At at = at(path)) {
                deleteTree(at, stat.get());
            }
        }
    }

    private void deleteTree(At at, Stat stat) {
        if (!stat.isDirectory()) {
            FileCalls.unlink(at.parent(), at.name(), false);
            return;
        }
        int fd = FileCalls.openInMount(at.parent(), at.name(), FileCalls.O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        try {
            for (String name : FileCalls.list(fd)) {
                Stat inner = FileCalls.stat(fd, name);
                if (inner.device() != stat.device() && inner.isDirectory()) {
                    throw new Errno("unlinkat", name + " is on another file system", Errno.EXDEV);
                }
                deleteTree(new At(fd, name, false), inner);
            }
        } finally {
            FileCalls.close(fd);
        }
        FileCalls.unlink(at.parent(), at.name(), true);
    }

    @Override
    public String toString() {
        return self;
    }
}
