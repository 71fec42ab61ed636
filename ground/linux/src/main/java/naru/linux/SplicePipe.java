package naru.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A pipe by which bytes go from one connection to another without leaving the kernel (splice(2)). It is filled while
/// it is empty and drained until it is again: that there is nothing to do now is then up to a connection alone. Used by
/// one thread at a time. What the kernel refuses is an [Errno].
public final class SplicePipe implements AutoCloseable {
    /// How much a pipe takes that is not made larger: 16 pages of 4 KiB (pipe(7)).
    private static final int SMALL = 64 * 1024;

    private static final int NONBLOCK_CLOEXEC = 04000 | 02000000;
    private static final int SET_SIZE = 1031;
    private static final int MOVE_NONBLOCK = 1 | 2;
    private static final int DONT_WAIT = 0x40;
    private static final int AGAIN = -1;
    /// An empty pipe takes as much in one write (PIPE_BUF).
    private static final int COPIED_BYTES = 4096;

    private static final NativeFunction FCNTL = NativeFunction.of("fcntl");
    private static final NativeFunction SPLICE = NativeFunction.of("splice");
    private static final NativeFunction RECV = NativeFunction.of("recv");

    private final int output;
    private final int input;
    private final MemorySegment state = Libc.state(Arena.ofAuto()); // one for each of thousands of calls costs more
    private int room = SMALL;
    private int held;

    private SplicePipe(int output, int input) {
        this.output = output;
        this.input = input;
    }

    /// An empty one; an [Errno] if there are no descriptors for it (EMFILE, ENFILE).
    public static SplicePipe make() {
        Pipe.Ends ends = Pipe.open(NONBLOCK_CLOEXEC);
        return new SplicePipe(ends.output(), ends.input());
    }

    /// Lets it take more than 64 KiB at a time, or leaves it as it is where the kernel does not allow that
    /// (/proc/sys/fs/pipe-max-size).
    public void grow(int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            if ((int) FCNTL.call(Libc.state(arena), input, SET_SIZE, bytes) >= bytes) {
                room = bytes;
            }
        }
    }

    /// Takes what a connection has now into the pipe, which is empty: how many bytes, 0 if there are none now, -1 at
    /// the end. A ClosedChannelException if the connection is cut, an [Errno] (ECONNRESET) after a reset.
    public int fill(TcpSocket from) throws IOException {
        int count = splice(from.descriptor(), input, room);
        if (count <= 0) {
            count = copy(from);
        }
        if (count > 0) {
            held = count;
            return count;
        }
        if (count == 0 && !from.hasEnded()) {
            throw new Errno("recv", "a connection", Errno.ECONNRESET);
        }
        return count == 0 ? -1 : 0;
    }

    /// splice(2) does not pass the place of an urgent byte: it says that there is nothing, or the end, whatever comes
    /// after it. recv(2) leaves the byte out, as every reader does that does not ask for it.
    private int copy(TcpSocket from) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(COPIED_BYTES);
            long count = RECV.call(state, from.descriptor(), buffer.address(), COPIED_BYTES, DONT_WAIT);
            if (count > 0) {
                FileCalls.write(input, buffer, (int) count);
            }
            return count >= 0 ? (int) count : again("recv");
        }
    }

    /// Passes on all that the pipe holds, and waits where the other side does not take it. A ClosedChannelException if
    /// that connection is cut, an [Errno] (EPIPE, ECONNRESET) after a reset.
    public void drain(TcpSocket to) throws IOException {
        while (held > 0) {
            int count = splice(output, to.descriptor(), held);
            if (count == AGAIN) {
                to.awaitWritable();
            } else {
                held -= count;
            }
        }
    }

    /// Whether it holds nothing: another connection may use it.
    public boolean isEmpty() {
        return held == 0;
    }

    /// That a connection is over is told by a signal too (SIGPIPE), which the JVM does not heed.
    private int splice(int from, int to, int count) {
        long moved = SPLICE.call(state, from, 0, to, 0, count, MOVE_NONBLOCK);
        return moved >= 0 ? (int) moved : again("splice");
    }

    private int again(String call) {
        int errno = Libc.errno(state);
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return AGAIN;
        }
        throw new Errno(call, "a connection", errno);
    }

    @Override
    public void close() {
        FileCalls.close(output);
        FileCalls.close(input);
    }
}
