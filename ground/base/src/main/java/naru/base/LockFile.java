package naru.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;

/// The file whose kernel locks (fcntl(2), F_SETLK) say that an instance has a daemon; its text is the daemon's process
/// number. The kernel gives the locks back whatever ends the process.
///
/// Whoever asks whether a daemon is there has to lock something for a moment. That shall not hinder a daemon that
/// starts at that moment, so daemons lock the first byte among themselves, and then the second, which others look at.
public final class LockFile {
    private static final long CLAIM = 0;
    private static final long SIGN = 1;

    private LockFile() {}

    /// Where it is.
    public static Path of(Instance instance) {
        return instance.data().resolve("lock");
    }

    /// Makes the instance this process's own for as long as the channel is open; false if another daemon has it.
    ///
    /// @param channel of the file, to read and write
    public static boolean claim(FileChannel channel) throws IOException {
        if (channel.tryLock(CLAIM, 1, false) == null) {
            return false;
        }
        channel.lock(SIGN, 1, false); // waits for those who look, which takes them no time
        return true;
    }

    /// Whether a daemon has claimed the instance. Not for the process of that daemon, which would lose its claim.
    ///
    /// @param channel of the file, to read
    public static boolean isClaimed(FileChannel channel) throws IOException {
        try (FileLock free = channel.tryLock(SIGN, 1, true)) {
            return free == null;
        }
    }
}
