package naru.build.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.build.dockerfile.IgnoreRules;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;
import org.jspecify.annotations.Nullable;

/// Copies files and folders from one root into another, with their modes, times, links and attributes. For one
/// thread.
///
/// Times of folders that were there before stay what they were, so that the same copy gives the same layer.
public final class Copier {
    /// How files are copied.
    ///
    /// @param owner whose they become
    /// @param mode permission bits they get; empty keeps theirs
    /// @param excludes what is left out, relative to each source
    /// @param latest no time is later; empty keeps them
    public record Options(
            Accounts.Owner owner, Optional<Integer> mode, IgnoreRules excludes, Optional<Instant> latest) {}

    private static final int EXECUTE = 0111;
    private static final int SET_ID = 06000;

    private record Inode(long device, long number) {}

    private final InRoot from;
    private final InRoot to;
    private final Options options;
    private final Map<String, Instant> folderTimes = new LinkedHashMap<>();
    private final Map<Inode, String> linked = new HashMap<>();

    /// A copier between two roots.
    public Copier(InRoot from, InRoot to, Options options) {
        this.from = from;
        this.to = to;
        this.options = options;
    }

    /// Copies a file to `path`, replacing what is there, or what a folder holds into the folder `path`.
    public void copy(Sources.Found source, String path) throws IOException {
        Instant modified = clamp(source.stat().modified());
        if (source.stat().isDirectory()) {
            folder(path, modified);
            children(source.path(), path, "");
        } else {
            String parent = path.substring(0, Math.max(path.lastIndexOf('/'), 0));
            folder(parent, modified);
            one(source.path(), path, source.stat());
        }
    }

    /// Writes a file with this content, replacing what is there.
    public void write(InputStream content, String path, int mode, Instant modified) throws IOException {
        folder(path.substring(0, Math.max(path.lastIndexOf('/'), 0)), clamp(modified));
        remember(parent(path));
        to.delete(path);
        try (OutputStream out = to.create(path, 0600)) {
            content.transferTo(out);
        }
        finish(path, options.mode().orElse(mode), modified);
    }

    /// Makes the folder and those above it.
    public void folder(String path, Instant modified) {
        if (path.isEmpty() || path.equals("/")) {
            return;
        }
        if (Folders.is(to, path)) {
            return;
        }
        remember(existing(path));
        for (String made : Folders.make(to, path, modified)) {
            to.chown(made, options.owner().uid(), options.owner().gid());
            folderTimes.put(made, modified);
        }
    }

    private String existing(String path) {
        String at = path;
        while (!at.isEmpty() && to.find(at).isEmpty()) {
            at = parent(at);
        }
        return at.isEmpty() ? "/" : at;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }

    private void remember(String folder) {
        String name = folder.isEmpty() ? "/" : folder;
        if (!folderTimes.containsKey(name)) {
            try {
                String real = to.resolve(name);
                folderTimes.putIfAbsent(real, to.stat(real).modified());
            } catch (Errno e) {
                throw Fault.invalid("cannot copy to " + name + ": " + e.getMessage());
            }
        }
    }

    private void children(String source, String path, String below) throws IOException {
        for (String name : from.list(source)) {
            String relative = below.isEmpty() ? name : below + "/" + name;
            boolean excluded = options.excludes().excludes(relative);
            String inner = source.endsWith("/") ? source + name : source + "/" + name;
            Stat stat = from.stat(inner);
            if (excluded && !(stat.isDirectory() && options.excludes().hasExceptions())) {
                continue;
            }
            String target = (path.equals("/") ? "" : path) + "/" + name;
            if (stat.isDirectory()) {
                tree(inner, target, stat, relative);
            } else {
                one(inner, target, stat);
            }
        }
    }

    private void tree(String source, String target, Stat stat, String relative) throws IOException {
        remember(parent(target));
        if (!Folders.is(to, target)) {
            to.delete(target);
            to.mkdir(target, 0700);
        }
        String real = to.resolve(target);
        to.chown(real, options.owner().uid(), options.owner().gid());
        to.chmod(real, options.mode().orElse(stat.permissions()));
        xattrs(source, real);
        folderTimes.put(real, clamp(stat.modified()));
        children(source, target, relative);
    }

    private void one(String source, String target, Stat stat) throws IOException {
        remember(parent(target));
        to.delete(target);
        if (stat.links() > 1 && stat.type() == Stat.Type.FILE) {
            @Nullable String first = linked.putIfAbsent(new Inode(stat.device(), stat.inode()), target);
            if (first != null) {
                to.link(first, target);
                return;
            }
        }
        create(source, target, stat);
    }

    private void create(String source, String target, Stat stat) throws IOException {
        switch (stat.type()) {
            case FILE -> {
                try (InputStream in = from.read(source);
                        OutputStream out = to.create(target, 0600)) {
                    in.transferTo(out);
                }
            }
            case SYMLINK -> {
                to.symlink(from.readLink(source), target);
                to.chown(target, options.owner().uid(), options.owner().gid());
                to.touch(target, clamp(stat.modified()));
                return;
            }
            case CHARACTER, BLOCK, FIFO -> to.mknod(target, stat.mode(), stat.rdev());
            case SOCKET -> {
                return; // a socket is nothing without who listens
            }
            case DIRECTORY -> throw new IllegalArgumentException(source);
        }
        finish(target, options.mode().orElse(stat.permissions()), stat.modified());
        if (stat.type() == Stat.Type.FILE) {
            xattrs(source, target); // after the owner: chown(2) drops capabilities
        }
    }

    /// A program that was somebody's with all their rights is not one of its new owner's: chown(2) drops those bits.
    private void finish(String target, int mode, Instant modified) {
        to.chown(target, options.owner().uid(), options.owner().gid());
        boolean keeps = options.mode().isPresent() || (mode & EXECUTE) == 0;
        to.chmod(target, keeps ? mode : mode & ~SET_ID);
        to.touch(target, clamp(modified));
    }

    private void xattrs(String source, String target) {
        from.xattrs(source).forEach((name, value) -> {
            if (name.startsWith("user.") || name.equals("security.capability")) {
                to.setXattr(target, name, value);
            }
        });
    }

    private Instant clamp(Instant time) {
        return options.latest().filter(latest -> latest.isBefore(time)).orElse(time);
    }

    /// Sets the times of folders; call it when all is copied.
    public void finishFolders() {
        folderTimes.forEach((folder, time) -> to.touch(folder, time));
    }
}
