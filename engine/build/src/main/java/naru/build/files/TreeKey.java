package naru.build.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import naru.build.dockerfile.IgnoreRules;
import naru.linux.InRoot;
import naru.linux.Stat;

/// What files are, without when they were written: names, kinds, modes, owners, data, and where links point.
public final class TreeKey {
    private final InRoot root;
    private final IgnoreRules excludes;
    private final Parts parts;

    /// Takes the parts of a key.
    public interface Parts {
        /// A text.
        void text(String part);

        /// A number.
        void number(long part);

        /// All that a stream holds.
        void data(InputStream in) throws IOException;
    }

    /// A key of files below `root`, its parts given to `parts`.
    public TreeKey(InRoot root, IgnoreRules excludes, Parts parts) {
        this.root = root;
        this.excludes = excludes;
        this.parts = parts;
    }

    /// Adds a file, or a folder with all in it.
    public void add(String path) throws IOException {
        add(path, "", root.stat(path));
    }

    private void add(String path, String name, Stat stat) throws IOException {
        if (!name.isEmpty() && excludes.excludes(name) && !excludes.hasExceptions()) {
            return;
        }
        parts.text(name);
        parts.text(stat.type().name());
        parts.number((long) stat.uid() << 32 | stat.gid());
        parts.number(stat.permissions());
        switch (stat.type()) {
            case FILE -> {
                try (InputStream in = root.read(path)) {
                    parts.data(in);
                }
            }
            case SYMLINK -> parts.text(root.readLink(path));
            case CHARACTER, BLOCK -> parts.number(stat.rdev());
            case FIFO, SOCKET -> {}
            case DIRECTORY -> children(path, name);
        }
    }

    private void children(String path, String name) throws IOException {
        for (String child : root.list(path)) {
            String below = path.endsWith("/") ? path + child : path + "/" + child;
            add(below, name.isEmpty() ? child : name + "/" + child, root.stat(below));
        }
    }

    /// Gives every path below a folder, folders after what is in them.
    public static void walk(InRoot root, String folder, Consumer<String> seen) {
        for (String name : root.list("/" + folder)) {
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (root.stat("/" + path).isDirectory()) {
                walk(root, path, seen);
            }
            seen.accept(path);
        }
    }
}
