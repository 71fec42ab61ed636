package naru.linux;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A program that [Spawn] started. It stays a zombie until somebody asks for its end. Its streams are each used by one
/// thread; everything else is safe for use by many.
public final class Child implements AutoCloseable {
    private static final int WNOHANG = 1;
    private static final int SIGNALLED = 128;
    private static final NativeFunction WAITPID = NativeFunction.of("waitpid");

    private final int pid;
    private final Map<Integer, InputStream> outputs = new HashMap<>();
    private final Map<Integer, OutputStream> inputs = new HashMap<>();
    private OptionalInt code = OptionalInt.empty();

    Child(int pid, List<Pipe> pipes) {
        this.pid = pid;
        try {
            for (Pipe pipe : pipes) {
                take(pipe.numbers().getFirst(), pipe);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a pipe to process " + pid, e);
        }
    }

    /// The JDK makes no stream of a descriptor's number, but opens what the kernel shows of it.
    private void take(int number, Pipe pipe) throws IOException {
        String end = "/proc/self/fd/" + pipe.ours();
        if (pipe.childWrites()) {
            outputs.put(number, new FileInputStream(end));
        } else {
            inputs.put(number, new FileOutputStream(end));
        }
        pipe.closeOurs();
    }

    /// Its process number.
    public int pid() {
        return pid;
    }

    /// What it writes to a descriptor that was asked for by [Spawn#writes].
    public InputStream output(int descriptor) {
        InputStream stream = outputs.get(descriptor);
        if (stream == null) {
            throw new IllegalArgumentException("descriptor " + descriptor + " is no output");
        }
        return stream;
    }

    /// What it reads from a descriptor that was asked for by [Spawn#reads].
    public OutputStream input(int descriptor) {
        OutputStream stream = inputs.get(descriptor);
        if (stream == null) {
            throw new IllegalArgumentException("descriptor " + descriptor + " is no input");
        }
        return stream;
    }

    /// Waits for its end and answers the exit code, 128 and the signal's number if one ended it. Waits in the kernel:
    /// call it on a platform thread, or when its output has ended.
    public synchronized int waitFor() {
        return code.orElseGet(() -> reap(0).orElse(-1));
    }

    /// Whether it has ended; then it is no zombie any more.
    public synchronized boolean hasEnded() {
        return code.isPresent() || reap(WNOHANG).isPresent();
    }

    private OptionalInt reap(int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment status = arena.allocate(Libc.INT);
            int result;
            do {
                result = (int) WAITPID.call(state, pid, status.address(), options);
            } while (result < 0 && Libc.errno(state) == Errno.EINTR);
            Libc.check(result, state, "waitpid", Integer.toString(pid));
            if (result != 0) {
                code = OptionalInt.of(exitCode(status.get(Libc.INT, 0)));
            }
            return code;
        }
    }

    private static int exitCode(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? status >> 8 & 0xff : SIGNALLED + signal;
    }

    /// Closes our ends of its pipes; the program goes on.
    @Override
    public void close() {
        try {
            for (InputStream stream : outputs.values()) {
                stream.close();
            }
            for (OutputStream stream : inputs.values()) {
                stream.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a pipe to process " + pid, e);
        }
    }
}
