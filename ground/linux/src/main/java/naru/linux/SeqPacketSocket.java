package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connected Unix socket of type SOCK_SEQPACKET (unix(7)), which the JDK has no word for.
///
/// One thread receives and one sends. [#receive] blocks in the kernel: call it on a platform thread. [#close] from
/// another thread ends a waiting receive.
public final class SeqPacketSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET_CLOEXEC = 5 | 0x80000;
    private static final int MAX_PATH = 107;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction CONNECT = NativeFunction.of("connect");
    private static final NativeFunction RECV = NativeFunction.of("recv");
    private static final NativeFunction SEND = NativeFunction.of("send");
    private static final NativeFunction SHUTDOWN = NativeFunction.of("shutdown");

    private final int fd;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SeqPacketSocket(int fd) {
        this.fd = fd;
    }

    /// Connects to a listening socket. A path over 107 bytes, which the kernel does not take, goes by way of its
    /// folder's descriptor.
    public static SeqPacketSocket connect(Path path) {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH) {
            return connect(path.toString());
        }
        int folder = FileCalls.openDirectory(String.valueOf(path.getParent()));
        try {
            return connect("/proc/self/fd/" + folder + "/" + path.getFileName());
        } finally {
            FileCalls.close(folder);
        }
    }

    private static SeqPacketSocket connect(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int opened = (int) SOCKET.call(state, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0);
            Libc.check(opened, state, "socket", path);
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(2 + MAX_PATH + 1L);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            int result = (int) CONNECT.call(state, opened, address.address(), 2 + name.length + 1);
            if (result < 0) {
                FileCalls.close(opened);
            }
            Libc.check(result, state, "connect", path);
            return new SeqPacketSocket(opened);
        }
    }

    /// Waits for a packet and copies it; -1 at the end. A packet longer than the array is cut.
    public int receive(byte[] into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment buffer = arena.allocate(into.length);
            while (true) {
                long count = RECV.call(state, fd, buffer.address(), into.length, 0);
                if (count > 0) {
                    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, 0, (int) count);
                    return (int) count;
                }
                if (count == 0 || Libc.errno(state) != Errno.EINTR) {
                    return -1; // the end, or the other side is gone, which is the same to us
                }
            }
        }
    }

    /// Sends one packet; an [Errno] if the other side is gone.
    public void send(byte[] bytes, int offset, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment buffer = arena.allocate(length);
            MemorySegment.copy(bytes, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
            long count = SEND.call(state, fd, buffer.address(), length, MSG_NOSIGNAL);
            Libc.check(count, state, "send", "a packet of " + length + " bytes");
        }
    }

    /// Says that nothing more will be sent.
    public void endOutput() {
        shutdown(SHUT_WR);
    }

    private void shutdown(int how) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) SHUTDOWN.call(Libc.state(arena), fd, how);
        }
    }

    /// Wakes a receiver and lets it see the end; of no effect once closed. The descriptor is freed by [#close].
    public synchronized void abort() {
        if (!closed.get()) {
            shutdown(SHUT_RDWR);
        }
    }

    @Override
    public synchronized void close() {
        if (closed.compareAndSet(false, true)) {
            shutdown(SHUT_RDWR);
            FileCalls.close(fd);
        }
    }
}
