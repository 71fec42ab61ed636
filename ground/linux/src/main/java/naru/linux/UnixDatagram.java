package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connected Unix socket of type SOCK_DGRAM (unix(7)), which the JDK has no word for: what system logs listen on.
/// It never blocks. Safe for use by many threads.
public final class UnixDatagram implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MAX_PATH = 107;
    private static final int MSG_NOSIGNAL_DONTWAIT = 0x4000 | 0x40;
    private static final int EAGAIN = 11;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction CONNECT = NativeFunction.of("connect");
    private static final NativeFunction SEND = NativeFunction.of("send");

    private final int fd;
    private final AtomicBoolean closed = new AtomicBoolean();

    private UnixDatagram(int fd) {
        this.fd = fd;
    }

    /// Connects to a socket that somebody reads; an [Errno] if nobody does, or if it is of another type (EPROTOTYPE).
    /// The path has 107 bytes at most.
    public static UnixDatagram connect(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH) {
            throw new IllegalArgumentException("the path of a socket is longer than " + MAX_PATH + " bytes: " + path);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int opened = (int) SOCKET.call(state, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            Libc.check(opened, state, "socket", path.toString());
            MemorySegment address = arena.allocate(2 + MAX_PATH + 1L);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            int result = (int) CONNECT.call(state, opened, address.address(), 2 + name.length + 1);
            if (result < 0) {
                FileCalls.close(opened);
            }
            Libc.check(result, state, "connect", path.toString());
            return new UnixDatagram(opened);
        }
    }

    /// Sends one packet; false if the reader's queue is full now. An [Errno] if the reader is gone or the packet is too
    /// large for it.
    public boolean send(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment buffer = arena.allocate(Math.max(1, bytes.length));
            MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
            long count = SEND.call(state, fd, buffer.address(), bytes.length, MSG_NOSIGNAL_DONTWAIT);
            if (count < 0 && Libc.errno(state) == EAGAIN) {
                return false;
            }
            Libc.check(count, state, "send", "a packet of " + bytes.length + " bytes");
            return true;
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            FileCalls.close(fd);
        }
    }
}
