package naru.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// The layer under all others of a container: the places that the engine mounts over, and what programs
/// look for to know that they are in a container. It shows where an image has nothing of that name; it is
/// in no change, no commit and no build. (Docker's engine makes one such layer for each container.)
final class InitLayer {
    private static final List<String> FOLDERS = List.of("", "dev", "dev/pts", "dev/shm", "etc", "proc", "sys");
    private static final List<String> FILES =
            List.of(".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf");
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    private InitLayer() {}

    /// Makes it, if it is not there, and answers the same folder. A start of the engine waits for it: Java's own calls
    /// are quicker there than ours, which have to be linked first.
    static Path in(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
                if (Files.exists(fresh)) { // a start that was killed
                    Layers.deleteTree(fresh);
                }
                fill(fresh);
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
    }

    private static void fill(Path top) throws IOException {
        for (String name : FOLDERS) {
            allow(Files.createDirectories(top.resolve(name)));
        }
        for (String name : FILES) {
            allow(Files.createFile(top.resolve(name)));
        }
        Files.createSymbolicLink(top.resolve("etc/mtab"), Path.of("/proc/mounts"));
    }

    /// Whatever mask this process has.
    private static void allow(Path path) throws IOException {
        Files.setPosixFilePermissions(path, MODE);
    }
}
