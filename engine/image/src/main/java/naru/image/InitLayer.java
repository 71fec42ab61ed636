package naru.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import naru.linux.InRoot;

/// The layer under all others: the places that the engine mounts over, and what programs look for to know that they are
/// in a container. It shows where an image has nothing of that name; it is in no change and in no commit. (Docker's
/// engine makes one such layer for each container.)
final class InitLayer {
    private static final List<String> FOLDERS = List.of("dev", "dev/pts", "dev/shm", "etc", "proc", "sys");
    private static final List<String> FILES =
            List.of(".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf");
    private static final String TABLE = "etc/mtab";

    private InitLayer() {}

    /// Makes it in a folder, as far as it is not there.
    static Path in(Path folder) {
        try {
            Files.createDirectories(folder);
            try (InRoot root = InRoot.open(folder)) {
                fill(root);
            }
            if (!Files.exists(folder.resolve(TABLE), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(folder.resolve(TABLE), Path.of("/proc/mounts"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    private static void fill(InRoot root) {
        for (String name : FOLDERS) {
            if (root.find(name).isEmpty()) {
                root.mkdir(name, 0755);
            }
            root.chmod(name, 0755); // whatever mask this process has
        }
        for (String name : FILES) {
            if (root.find(name).isEmpty()) {
                root.create(name, 0755).close();
            }
            root.chmod(name, 0755);
        }
    }
}
