package naru.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file that was just made and is open for writing: its bytes and attributes go by its descriptor, so that nothing is
/// looked up by name again. Refusals are [Errno]; a full disk in a write is an IOException, as from any stream. Used by
/// one thread.
public final class NewFile extends OutputStream {
    /// Bytes that are handed to the kernel at once; the C library keeps pieces of this size for the next one.
    private static final int PIECE = 64 * 1024;

    private final int fd;
    private final @Nullable IdMap owners;

    /// @param owners whom numbers mean; null for the file system's own
    NewFile(int fd, @Nullable IdMap owners) {
        this.fd = fd;
        this.owners = owners;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(Math.min(PIECE, Math.max(1, length)));
            for (int at = 0; at < length; ) {
                int count = Math.min(PIECE, length - at);
                MemorySegment.copy(bytes, offset + at, piece, ValueLayout.JAVA_BYTE, 0, count);
                at += FileCalls.write(fd, piece, count);
            }
        } catch (Errno e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Sets the owner.
    public void chown(int uid, int gid) {
        FileCalls.chown(
                fd, owners == null ? uid : owners.outsideUid(uid), owners == null ? gid : owners.outsideGid(gid));
    }

    /// Sets the permission bits; after [#chown], which clears set-id bits.
    public void chmod(int mode) {
        FileCalls.chmod(fd, mode);
    }

    /// Sets an extended attribute.
    public void setXattr(String name, byte[] value) {
        Xattrs.set(fd, name, value);
    }

    /// Sets the time of the last change; after the last write.
    public void touch(Instant modified) {
        FileCalls.touch(fd, modified);
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }
}
