package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A port of the host that is kept from everybody else by a socket that is bound and, for TCP, listening, but never
/// accepts. A port of IPv6 does not take the same port of IPv4. It belongs to the network namespace of the thread that
/// took it.
///
/// @param port which port it is
public record PortHold(int descriptor, int port) implements AutoCloseable {
    private static final int IPV4 = 2;
    private static final int IPV6 = 10;
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;
    private static final int CLOEXEC = 0x80000;
    private static final int LEVEL_IPV6 = 41;
    private static final int ONLY_IPV6 = 26;
    private static final int ADDRESS_BYTES = 28;
    private static final int LEVEL_SOCKET = 1;
    private static final int REUSE_ADDRESS = 2;
    private static final int REUSE_PORT = 15;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction OPTION = NativeFunction.of("setsockopt");
    private static final NativeFunction BIND = NativeFunction.of("bind");
    private static final NativeFunction LISTEN = NativeFunction.of("listen");
    private static final NativeFunction NAME = NativeFunction.of("getsockname");

    /// Takes a port of an address of the host; an [Errno], mostly EADDRINUSE, if it cannot be had.
    ///
    /// @param tcp rather than UDP
    /// @param address four or sixteen octets, all zero for every address
    /// @param port 0 for any free one
    public static PortHold take(boolean tcp, byte[] address, int port) {
        int family = address.length == 4 ? IPV4 : IPV6;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int socket = (int) SOCKET.call(state, family, (tcp ? STREAM : DATAGRAM) | CLOEXEC, 0);
            Libc.check(socket, state, "socket", "port " + port);
            try {
                return bound(arena, state, socket, tcp, name(address, port));
            } catch (RuntimeException e) {
                FileCalls.close(socket);
                throw e;
            }
        }
    }

    private static PortHold bound(Arena arena, MemorySegment state, int socket, boolean tcp, byte[] name) {
        MemorySegment one = arena.allocateFrom(Libc.INT, 1);
        if (name.length == ADDRESS_BYTES) {
            int only = (int) OPTION.call(state, socket, LEVEL_IPV6, ONLY_IPV6, one.address(), 4);
            Libc.check(only, state, "setsockopt", "IPV6_V6ONLY");
        }
        if (tcp) {
            int reuse = (int) OPTION.call(state, socket, LEVEL_SOCKET, REUSE_ADDRESS, one.address(), 4);
            Libc.check(reuse, state, "setsockopt", "SO_REUSEADDR");
        }
        MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
        int bound = (int) BIND.call(state, socket, address.address(), name.length);
        Libc.check(bound, state, "bind", "a port of the host");
        if (tcp) {
            int listening = (int) LISTEN.call(state, socket, 1);
            Libc.check(listening, state, "listen", "a port of the host");
        }
        MemorySegment length = arena.allocateFrom(Libc.INT, name.length);
        int named = (int) NAME.call(state, socket, address.address(), length.address());
        Libc.check(named, state, "getsockname", "a port of the host");
        byte[] real = address.toArray(ValueLayout.JAVA_BYTE);
        return new PortHold(socket, (real[2] & 0xff) << 8 | real[3] & 0xff);
    }

    /// Whether those sockets of the same user may be bound to one of the addresses that ask for the same
    /// (SO_REUSEPORT).
    /// They keep it when they may no more.
    public void share(boolean value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment option = arena.allocateFrom(Libc.INT, value ? 1 : 0);
            int done = (int) OPTION.call(state, descriptor, LEVEL_SOCKET, REUSE_PORT, option.address(), 4);
            Libc.check(done, state, "setsockopt", "SO_REUSEPORT");
        }
    }

    /// struct sockaddr_in or sockaddr_in6.
    private static byte[] name(byte[] address, int port) {
        boolean four = address.length == 4;
        ByteBuffer name = ByteBuffer.allocate(four ? 16 : ADDRESS_BYTES).order(ByteOrder.nativeOrder());
        name.putShort((short) (four ? IPV4 : IPV6)).put((byte) (port >> 8)).put((byte) port);
        name.put(four ? 4 : 8, address);
        return name.array();
    }

    /// Lets go of the port.
    @Override
    public void close() {
        FileCalls.close(descriptor);
    }
}
