package naru.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Instant;

/// A file that was just made and is open for writing: its bytes and attributes go by its descriptor, so that nothing is
/// looked up by name again. Refusals are [Errno]; a full disk in a write is an IOException, as from any stream. Used by
/// one thread.
public final class NewFile extends OutputStream {
    /// Bytes that are handed to the kernel at once; the C library keeps pieces of this size for the next one.
    private static final int PIECE = 64 * 1024;

    private static final MethodHandle WRITE =
            Libc.handle("write", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG));
    private static final MethodHandle FCHOWN =
            Libc.handle("fchown", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT, Libc.INT));
    private static final MethodHandle FCHMOD =
            Libc.handle("fchmod", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.INT));
    private static final MethodHandle FUTIMENS =
            Libc.handle("futimens", FunctionDescriptor.of(Libc.INT, Libc.INT, Libc.POINTER));

    private final int fd;

    NewFile(int fd) {
        this.fd = fd;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment piece = arena.allocate(Math.min(PIECE, Math.max(1, length)));
            for (int at = 0; at < length; ) {
                int count = Math.min(PIECE, length - at);
                MemorySegment.copy(bytes, offset + at, piece, ValueLayout.JAVA_BYTE, 0, count);
                long written = (long) WRITE.invokeExact(state, fd, piece, (long) count);
                if (written < 0) {
                    throw new IOException(Libc.strerror(Libc.errno(state)));
                }
                at += (int) written;
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// Sets the owner.
    public void chown(int uid, int gid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) FCHOWN.invokeExact(state, fd, uid, gid), state, "fchown", toString());
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// Sets the permission bits; after [#chown], which clears set-id bits.
    public void chmod(int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) FCHMOD.invokeExact(state, fd, mode), state, "fchmod", toString());
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// Sets an extended attribute.
    public void setXattr(String name, byte[] value) {
        Xattrs.set(fd, name, value);
    }

    /// Sets the time of the last change; after the last write.
    public void touch(Instant modified) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment times = FileCalls.times(arena, modified);
            Libc.check((int) FUTIMENS.invokeExact(state, fd, times), state, "futimens", toString());
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }

    @Override
    public String toString() {
        return "a new file";
    }
}
