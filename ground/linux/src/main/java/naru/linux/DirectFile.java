package naru.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file that is there and open for writes past the page cache (open(2), O_DIRECT). Refusals are [Errno], EINVAL where
/// the file system has no such writes; some say so in the first write only. A write holds its thread's carrier for as
/// long as the disk takes. Used by one thread at a time.
public final class DirectFile implements AutoCloseable {
    /// What places, lengths and addresses of writes must be multiples of: the largest block of common disks.
    public static final int BLOCK = 4096;

    private final int fd;

    private DirectFile(int fd) {
        this.fd = fd;
    }

    /// Opens a file.
    public static DirectFile open(Path file) {
        return new DirectFile(FileCalls.openDirect(file.toString()));
    }

    /// Writes the beginning of what is left in a buffer, whose position moves on, and answers the bytes that were
    /// taken.
    ///
    /// @param bytes of an [AlignedBuffer], from an aligned position on
    /// @param at offset in the file
    public int write(ByteBuffer bytes, long at) {
        int taken = (int) FileCalls.write(fd, MemorySegment.ofBuffer(bytes), at);
        bytes.position(bytes.position() + taken);
        return taken;
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }
}
