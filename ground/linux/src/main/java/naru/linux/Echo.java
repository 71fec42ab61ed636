package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// ICMP echo requests that no router may cut in pieces (RFC 792; ip(7), `IP_PMTUDISC_PROBE`): whether
/// packets of a size reach an address and come back. For the network namespace of the calling thread,
/// which is blocked meanwhile.
public final class Echo {
    private static final int IPV4 = 2;
    private static final int RAW_CLOEXEC = 3 | 0x80000;
    private static final int ICMP = 1;
    private static final int MTU_DISCOVER = 10;
    private static final int PROBE = 3;
    private static final int SOCKET_LEVEL = 1;
    private static final int RECEIVE_TIMEOUT = 20;
    private static final int EMSGSIZE = 90;
    private static final int IP_HEADER = 20;
    private static final int ICMP_HEADER = 8;
    private static final byte REQUEST = 8;
    private static final int LARGEST = 65_535;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction SET_OPTION = NativeFunction.of("setsockopt");
    private static final NativeFunction SEND_TO = NativeFunction.of("sendto");
    private static final NativeFunction RECV = NativeFunction.of("recv");
    private static final NativeFunction CLOSE = NativeFunction.of("close");

    private Echo() {}

    /// Whether a packet of `size` bytes, its IPv4 header included, comes back from an address in time.
    ///
    /// @param address in network order
    /// @throws Errno when the kernel refuses the socket or knows no way to the address
    public static boolean returns(int address, int size, Duration patience) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int socket = (int) SOCKET.call(state, IPV4, RAW_CLOEXEC, ICMP);
            Libc.check(socket, state, "socket", "ICMP");
            try {
                return returns(arena, socket, address, size, patience);
            } finally {
                int ignored = (int) CLOSE.call(state, socket);
            }
        } catch (Errno e) {
            if (e.number() == EMSGSIZE) {
                return false; // the first interface is too small already
            }
            throw e;
        }
    }

    private static boolean returns(Arena arena, int socket, int address, int size, Duration patience) {
        MemorySegment state = Libc.state(arena);
        MemorySegment probe = arena.allocateFrom(Libc.INT, PROBE);
        int set = (int) SET_OPTION.call(state, socket, 0, MTU_DISCOVER, probe.address(), Integer.BYTES);
        Libc.check(set, state, "setsockopt", "IP_MTU_DISCOVER");
        byte[] request = request(size - IP_HEADER);
        MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, request);
        MemorySegment to = arena.allocate(16);
        to.set(ValueLayout.JAVA_SHORT, 0, (short) IPV4);
        to.asByteBuffer().putInt(4, address);
        long sent = SEND_TO.call(state, socket, message.address(), request.length, 0, to.address(), 16);
        Libc.check(sent, state, "sendto", "echo request of " + size + " bytes");
        return awaited(arena, socket, request, System.nanoTime() + patience.toNanos());
    }

    private static boolean awaited(Arena arena, int socket, byte[] request, long until) {
        MemorySegment state = Libc.state(arena);
        MemorySegment answer = arena.allocate(LARGEST);
        MemorySegment timeout = arena.allocate(16, 8);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            timeout.set(ValueLayout.JAVA_LONG, 0, left / 1_000_000_000);
            timeout.set(ValueLayout.JAVA_LONG, 8, Math.max(1, left % 1_000_000_000 / 1000));
            int set = (int) SET_OPTION.call(state, socket, SOCKET_LEVEL, RECEIVE_TIMEOUT, timeout.address(), 16);
            Libc.check(set, state, "setsockopt", "SO_RCVTIMEO");
            long length = RECV.call(state, socket, answer.address(), LARGEST, 0);
            if (length >= IP_HEADER + ICMP_HEADER && answers(answer.asSlice(0, length), request)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a packet is the answer to the request: of type 0, with the same identifier and number.
    private static boolean answers(MemorySegment packet, byte[] request) {
        ByteBuffer bytes = packet.asByteBuffer();
        int at = (bytes.get(0) & 15) * 4;
        return bytes.limit() >= at + ICMP_HEADER
                && bytes.limit() - at == request.length
                && bytes.get(at) == 0
                && bytes.getInt(at + 4) == ByteBuffer.wrap(request).getInt(4);
    }

    private static byte[] request(int length) {
        ByteBuffer out = ByteBuffer.allocate(Math.max(length, ICMP_HEADER));
        out.put(0, REQUEST).putInt(4, ThreadLocalRandom.current().nextInt());
        return out.putShort(2, checksum(out)).array();
    }

    /// RFC 1071.
    private static short checksum(ByteBuffer bytes) {
        int sum = 0;
        for (int i = 0; i + 1 < bytes.limit(); i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        if (bytes.limit() % 2 == 1) {
            sum += (bytes.get(bytes.limit() - 1) & 0xff) << 8;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }
}
