package naru.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Folders that this machine's other users cannot look into. In DATA are variables of containers, which often hold
/// passwords, and programs of images that run as their owner (the way in of CVE-2021-41091).
final class Closed {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private Closed() {}

    /// Makes a folder if it is missing, and closes it to others, also one that was open until now.
    static void folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Set<PosixFilePermission> now = Files.getPosixFilePermissions(folder);
        Set<PosixFilePermission> closed = EnumSet.copyOf(now);
        closed.removeAll(OTHERS);
        if (!closed.equals(now)) {
            Files.setPosixFilePermissions(folder, closed);
        }
    }
}
