package naru.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Writes a directory as an archive: an overlay's upper directory as a layer with whiteouts, or plain files.
///
/// What goes while it is read is left out. Names come sorted, so that the same tree gives the same archive.
public final class LayerPacker {
    private static final String OPAQUE = "trusted.overlay.opaque";

    private final InRoot root;
    private final TarWriter tar;
    private final boolean overlay;
    private final String base;
    private final String name;
    private final Map<Long, String> linked = new HashMap<>();

    private LayerPacker(InRoot root, TarWriter tar, boolean overlay) {
        this(root, tar, overlay, "", "");
    }

    private LayerPacker(InRoot root, TarWriter tar, boolean overlay, String base, String name) {
        this.root = root;
        this.tar = tar;
        this.overlay = overlay;
        this.base = base;
        this.name = name;
    }

    /// Writes what is at one path, and below it, under another name; the root itself under the name `/` is
    /// what is in it alone.
    public static void path(InRoot root, String path, String name, OutputStream out) throws IOException {
        String base = path.replaceAll("/+$", "");
        LayerPacker packer = new LayerPacker(root, new TarWriter(out), false, base, name.equals("/") ? "" : name);
        if (base.isEmpty() && name.equals("/")) {
            packer.children("");
        } else if (base.isEmpty()) {
            packer.directory("", root.stat("/"));
        } else {
            packer.entry(base);
        }
        packer.tar.close();
    }

    private String shown(String path) {
        return name.isEmpty() ? path : name + path.substring(base.length());
    }

    /// Writes the upper directory of an overlay as a layer.
    public static void layer(InRoot upper, OutputStream out) throws IOException {
        write(new LayerPacker(upper, new TarWriter(out), true));
    }

    /// Writes a tree as it is.
    public static void files(InRoot root, OutputStream out) throws IOException {
        write(new LayerPacker(root, new TarWriter(out), false));
    }

    private static void write(LayerPacker packer) throws IOException {
        packer.children("");
        packer.tar.close();
    }

    private void children(String directory) throws IOException {
        for (String name : root.list(directory.isEmpty() ? "/" : directory)) {
            try {
                entry(directory + name);
            } catch (Errno e) {
                if (e.number() != Errno.ENOENT) {
                    throw e;
                } // it was removed since it was listed, and nothing of it is written yet
            }
        }
    }

    private void entry(String path) throws IOException {
        Stat stat = root.stat(path);
        if (overlay && stat.type() == Stat.Type.CHARACTER && stat.rdev() == 0) {
            tar.put(TarEntry.file(whiteout(path), 0, 0, stat.modified()));
            return;
        }
        switch (stat.type()) {
            case DIRECTORY -> directory(path, stat);
            case FILE -> file(path, stat);
            case SYMLINK -> tar.put(head(path, stat, TarEntry.Type.SYMLINK, root.readLink(path)));
            case CHARACTER -> tar.put(head(path, stat, TarEntry.Type.CHARACTER, ""));
            case BLOCK -> tar.put(head(path, stat, TarEntry.Type.BLOCK, ""));
            case FIFO -> tar.put(head(path, stat, TarEntry.Type.FIFO, ""));
            case SOCKET -> {} // a socket lives with its process; archives have no word for it
        }
    }

    private void directory(String path, Stat stat) throws IOException {
        tar.put(head(path + "/", stat, TarEntry.Type.DIRECTORY, ""));
        if (overlay && Arrays.equals(root.xattrs(path).get(OPAQUE), "y".getBytes(StandardCharsets.UTF_8))) {
            tar.put(TarEntry.file(path + "/.wh..wh..opq", 0, 0, stat.modified()));
        }
        children(path + "/");
    }

    private void file(String path, Stat stat) throws IOException {
        String first = stat.links() > 1 ? linked.get(stat.inode()) : null;
        if (first != null) {
            tar.put(head(path, stat, TarEntry.Type.HARDLINK, first));
            return;
        }
        try (InputStream data = root.read(path)) {
            TarEntry head = head(path, stat, TarEntry.Type.FILE, "");
            if (stat.links() > 1) {
                linked.put(stat.inode(), shown(path));
            }
            tar.put(head, data);
        }
    }

    private TarEntry head(String path, Stat stat, TarEntry.Type type, String link) {
        return new TarEntry(
                shown(path),
                type,
                stat.permissions(),
                stat.uid(),
                stat.gid(),
                type == TarEntry.Type.FILE ? stat.size() : 0,
                stat.modified(),
                link,
                (int) (stat.rdev() >>> 32),
                (int) stat.rdev(),
                type == TarEntry.Type.HARDLINK ? Map.of() : kept(path, type));
    }

    private SortedMap<String, byte[]> kept(String path, TarEntry.Type type) {
        SortedMap<String, byte[]> kept = new TreeMap<>();
        if (type == TarEntry.Type.FILE || type == TarEntry.Type.DIRECTORY) {
            root.xattrs(path).forEach((name, value) -> {
                if (!name.startsWith("trusted.") && !name.equals("security.selinux")) {
                    kept.put(name, value);
                }
            });
        }
        return kept;
    }

    private static String whiteout(String path) {
        int slash = path.lastIndexOf('/') + 1;
        return path.substring(0, slash) + ".wh." + path.substring(slash);
    }
}
