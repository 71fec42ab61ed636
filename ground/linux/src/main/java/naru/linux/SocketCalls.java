package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The calls on sockets of the internet (ip(7), ipv6(7), tcp(7)). Every refusal is an [Errno]. Those that say that they
/// do not wait do not if the socket is one of [#NONBLOCK].
final class SocketCalls {
    static final int STREAM = 1;
    static final int DATAGRAM = 2;
    static final int NONBLOCK = 04000;
    static final int LEVEL_SOCKET = 1;
    static final int REUSE_ADDRESS = 2;
    static final int LINGER = 13;
    static final int REUSE_PORT = 15;
    static final int LEVEL_TCP = 6;
    static final int NO_DELAY = 1;

    private static final int IPV4 = 2;
    private static final int IPV6 = 10;
    private static final int CLOEXEC = 02000000;
    private static final int LEVEL_IPV6 = 41;
    private static final int ONLY_IPV6 = 26;
    private static final int IPV4_NAME_BYTES = 16;
    private static final int IPV6_NAME_BYTES = 28;
    private static final int END_OF_OUTPUT = 1;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction OPTION = NativeFunction.of("setsockopt");
    private static final NativeFunction BIND = NativeFunction.of("bind");
    private static final NativeFunction LISTEN = NativeFunction.of("listen");
    private static final NativeFunction NAME = NativeFunction.of("getsockname");
    private static final NativeFunction PEER = NativeFunction.of("getpeername");
    private static final NativeFunction ACCEPT = NativeFunction.of("accept4");
    private static final NativeFunction CONNECT = NativeFunction.of("connect");
    private static final NativeFunction SHUTDOWN = NativeFunction.of("shutdown");

    private SocketCalls() {}

    /// socket(2) for an address of four or sixteen octets; one of IPv6 has nothing to do with IPv4. It is closed in
    /// children.
    static int open(byte[] address, int type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int fd = (int) SOCKET.call(state, address.length == 4 ? IPV4 : IPV6, type | CLOEXEC, 0);
            Libc.check(fd, state, "socket", "");
            if (address.length != 4) {
                set(fd, LEVEL_IPV6, ONLY_IPV6, "IPV6_V6ONLY", 1);
            }
            return fd;
        }
    }

    /// setsockopt(2).
    ///
    /// @param name of the option, for the message
    /// @param values one integer, or those of a structure
    static void set(int fd, int level, int option, String name, int... values) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment value = arena.allocateFrom(Libc.INT, values);
            int done = (int) OPTION.call(state, fd, level, option, value.address(), value.byteSize());
            Libc.check(done, state, "setsockopt", name);
        }
    }

    /// bind(2).
    static void bind(int fd, byte[] address, int port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment name = name(arena, address, port, 0);
            int bound = (int) BIND.call(state, fd, name.address(), name.byteSize());
            Libc.check(bound, state, "bind", "port " + port);
        }
    }

    /// listen(2).
    static void listen(int fd, int backlog) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) LISTEN.call(state, fd, backlog), state, "listen", "fd " + fd);
        }
    }

    /// The port that a socket is bound to.
    static int port(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment name = arena.allocate(IPV6_NAME_BYTES, 4);
            MemorySegment length = arena.allocateFrom(Libc.INT, IPV6_NAME_BYTES);
            Libc.check((int) NAME.call(state, fd, name.address(), length.address()), state, "getsockname", "fd " + fd);
            return Byte.toUnsignedInt(name.get(ValueLayout.JAVA_BYTE, 2)) << 8
                    | Byte.toUnsignedInt(name.get(ValueLayout.JAVA_BYTE, 3));
        }
    }

    /// Whether a socket of TCP is connected still: not after a reset (getpeername(2)).
    static boolean isConnected(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(IPV6_NAME_BYTES, 4);
            MemorySegment length = arena.allocateFrom(Libc.INT, IPV6_NAME_BYTES);
            return (int) PEER.call(Libc.state(arena), fd, name.address(), length.address()) == 0;
        }
    }

    /// accept4(2) of a socket that does not wait, without waiting; -1 if nobody is there now.
    static int accept(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int accepted = (int) ACCEPT.call(state, fd, 0, 0, NONBLOCK | CLOEXEC);
            int errno = accepted < 0 ? Libc.errno(state) : 0;
            if (errno == Errno.EAGAIN || errno == Errno.EINTR || errno == Errno.ECONNABORTED) {
                return -1;
            }
            return (int) Libc.check(accepted, state, "accept4", "fd " + fd);
        }
    }

    /// connect(2) without waiting: whether the connection is there. If it is not yet, ask again with the same target
    /// once the socket is writable; the answer then is that of the other side.
    static boolean connect(int fd, InetSocketAddress target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int scope = target.getAddress() instanceof Inet6Address six ? six.getScopeId() : 0;
            MemorySegment name = name(arena, target.getAddress().getAddress(), target.getPort(), scope);
            int result = (int) CONNECT.call(state, fd, name.address(), name.byteSize());
            int errno = result < 0 ? Libc.errno(state) : 0;
            if (errno == Errno.EINPROGRESS || errno == Errno.EALREADY || errno == Errno.EINTR) {
                return false;
            }
            Libc.check(result, state, "connect", target.toString());
            return true;
        }
    }

    /// shutdown(2) of the output.
    static void endOutput(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            Libc.check((int) SHUTDOWN.call(state, fd, END_OF_OUTPUT), state, "shutdown", "fd " + fd);
        }
    }

    /// struct sockaddr_in or sockaddr_in6.
    private static MemorySegment name(Arena arena, byte[] address, int port, int scope) {
        boolean four = address.length == 4;
        ByteBuffer name =
                ByteBuffer.allocate(four ? IPV4_NAME_BYTES : IPV6_NAME_BYTES).order(ByteOrder.nativeOrder());
        name.putShort((short) (four ? IPV4 : IPV6)).put((byte) (port >> 8)).put((byte) port);
        name.put(four ? 4 : 8, address);
        if (!four) {
            name.putInt(24, scope);
        }
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, name.array());
    }
}
