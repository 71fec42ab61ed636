package naru.linux;

import java.nio.file.Path;

/// The disk under a file system. Safe for use by many threads.
public final class Disk {
    private Disk() {}

    /// Writes everything that was changed on the file system of a folder to its disk, by syncfs(2), and
    /// returns when it is there. It takes as long as the disk needs for what all processes have written,
    /// and cannot be interrupted: call it on a platform thread. [Errno] if something could not be
    /// written.
    public static void sync(Path folder) {
        int fd = FileCalls.openReadOnly(folder.toString());
        try {
            FileCalls.syncFileSystem(fd, folder.toString());
        } finally {
            FileCalls.close(fd);
        }
    }
}
