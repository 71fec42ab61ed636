package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// The writing end of a named pipe (fifo(7)) that somebody reads already, which the JDK can only open by waiting for a
/// reader. Used by one thread.
public final class Fifo implements AutoCloseable {
    private final int fd;

    private Fifo(int fd) {
        this.fd = fd;
    }

    /// Opens the pipe to write to, without waiting; [Errno#ENXIO] if nobody reads it, [Errno#ENOENT] if it is not
    /// there.
    public static Fifo open(Path path) {
        return new Fifo(FileCalls.openPipe(path.toString()));
    }

    /// Writes some bytes, at most 4,096 (PIPE_BUF), all or none; an [Errno] if the reader is gone or the pipe is full.
    public void write(byte... bytes) {
        try (Arena arena = Arena.ofConfined()) {
            FileCalls.write(fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), bytes.length);
        }
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }
}
