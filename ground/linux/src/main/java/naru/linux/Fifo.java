package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The writing end of a named pipe (fifo(7)) that somebody reads already, which the JDK can only open by waiting for a
/// reader. Used by one thread.
public final class Fifo implements AutoCloseable {
    private static final int O_NONBLOCK = 04000;

    private static final MethodHandle OPEN =
            Libc.variadic("open", FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.INT, Libc.INT), 2);
    private static final MethodHandle WRITE =
            Libc.handle("write", FunctionDescriptor.of(Libc.LONG, Libc.INT, Libc.POINTER, Libc.LONG));

    private final int fd;

    private Fifo(int fd) {
        this.fd = fd;
    }

    /// Opens the pipe to write to, without waiting; [Errno#ENXIO] if nobody reads it, [Errno#ENOENT] if it is not
    /// there.
    public static Fifo open(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int flags = FileCalls.O_WRONLY | FileCalls.O_CLOEXEC | FileCalls.O_NOFOLLOW | O_NONBLOCK;
            int fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), flags, 0);
            return new Fifo((int) Libc.check(fd, state, "open", path.toString()));
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    /// Writes one byte; an [Errno] if the reader is gone or the pipe is full.
    public void write(byte b) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_BYTE, b);
            Libc.check((long) WRITE.invokeExact(state, fd, one, 1L), state, "write", "a named pipe");
        } catch (Throwable t) {
            throw Libc.broken(t);
        }
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }
}
