package naru.node.pod.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Ids;
import naru.linux.InRoot;

/// A folder whose files change all at once: they are in a folder of their own, `..data` is a link to it, and each name
/// is a link through `..data`.
final class AtomicFolder {
    private static final String DATA = "..data";
    private static final int PERMISSIONS = 0777;
    private static final int NAME = 8;

    private final Path folder;
    private final int group;

    /// @param group whose the files are, or -1
    AtomicFolder(Path folder, int group) {
        this.folder = folder;
        this.group = group;
    }

    /// Makes the folder have these files and no other; of no effect if it is so.
    void write(Map<String, Content> wanted) throws IOException {
        if (Files.exists(folder.resolve(DATA)) && wanted.equals(present())) {
            return;
        }
        Files.createDirectories(folder);
        String name = ".." + Ids.secret(NAME);
        Path fresh = Files.createDirectory(folder.resolve(name));
        for (Map.Entry<String, Content> file : wanted.entrySet()) {
            put(fresh, file.getKey(), file.getValue());
        }
        mode(fresh, 0755);
        Path link = folder.resolve(DATA + "_new");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(name));
        Files.move(link, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        link(wanted.keySet());
        clear(name);
    }

    private Map<String, Content> present() throws IOException {
        Path data = folder.resolve(DATA).toRealPath();
        Map<String, Content> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                int mode = (int) Files.getAttribute(file, "unix:mode") & PERMISSIONS;
                files.put(data.relativize(file).toString(), new Content(Files.readAllBytes(file), mode));
            }
        }
        return files;
    }

    private void put(Path fresh, String path, Content content) throws IOException {
        Path file = fresh.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content.bytes());
        mode(file, content.mode());
        if (group >= 0) {
            Files.setAttribute(file, "unix:gid", group);
        }
    }

    private static void mode(Path file, int mode) throws IOException {
        Files.setAttribute(file, "unix:mode", mode);
    }

    private void link(Set<String> paths) throws IOException {
        Set<String> tops = new TreeSet<>();
        paths.forEach(path -> tops.add(path.split("/", 2)[0]));
        for (String top : tops) {
            Path link = folder.resolve(top);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, top));
            }
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path old : all.filter(one -> !String.valueOf(one.getFileName()).startsWith(".."))
                    .toList()) {
                if (!tops.contains(String.valueOf(old.getFileName()))) {
                    Files.delete(old);
                }
            }
        }
    }

    private void clear(String present) {
        try (InRoot root = InRoot.open(folder)) {
            root.list(".").stream()
                    .filter(name -> name.startsWith("..") && !name.startsWith(DATA) && !name.equals(present))
                    .forEach(root::delete);
        }
    }
}
