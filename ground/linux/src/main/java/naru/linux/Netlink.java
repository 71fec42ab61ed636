package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A NETLINK_ROUTE socket. It belongs to the network namespace of the thread that opened it, whoever uses it later.
/// One request at a time; safe for use by many threads.
final class Netlink implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int HEADER = 16;
    private static final int TYPE_ERROR = 2;
    private static final int TYPE_DONE = 3;
    private static final int RECEIVE = 1 << 16;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction SEND = NativeFunction.of("send");
    private static final NativeFunction RECV = NativeFunction.of("recv");
    private static final NativeFunction CLOSE = NativeFunction.of("close");

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.state(arena);
    private final MemorySegment answer = arena.allocate(RECEIVE);
    private final int descriptor;
    private int sequence;
    private boolean closed;

    /// An answer: its type and what follows the header.
    record Answer(int type, ByteBuffer body) {}

    /// Opens a socket in this thread's network namespace.
    Netlink() {
        try {
            int result = (int) SOCKET.call(state, AF_NETLINK, SOCK_RAW_CLOEXEC, 0);
            descriptor = (int) Libc.check(result, state, "socket", "AF_NETLINK");
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /// Sends a request and reads until the kernel has acknowledged it; a refusal is an [Errno] that names `what`.
    synchronized List<Answer> request(NetlinkMessage message, String what) {
        byte[] bytes = message.bytes(++sequence);
        try (Arena scope = Arena.ofConfined()) {
            MemorySegment out = scope.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long sent = SEND.call(state, descriptor, out.address(), bytes.length, 0);
            Libc.check(sent, state, "send", what);
        }
        List<Answer> answers = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = collect(receive(what), answers, what);
        }
        return answers;
    }

    private ByteBuffer receive(String what) {
        long length;
        do {
            length = RECV.call(state, descriptor, answer.address(), answer.byteSize(), 0);
        } while (length < 0 && Libc.errno(state) == Errno.EINTR);
        Libc.check(length, state, "recv", what);
        byte[] copy = answer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
    }

    /// Takes one datagram apart; answers whether more must follow.
    private boolean collect(ByteBuffer datagram, List<Answer> answers, String what) {
        int at = 0;
        while (at + HEADER <= datagram.limit()) {
            int length = datagram.getInt(at);
            int type = datagram.getShort(at + 4);
            if (datagram.getInt(at + 8) == sequence) {
                if (type == TYPE_DONE) {
                    return false;
                }
                if (type == TYPE_ERROR) {
                    int error = -datagram.getInt(at + HEADER);
                    if (error != 0) {
                        throw new Errno("netlink", what, error);
                    }
                    return false;
                }
                answers.add(new Answer(
                        type, datagram.slice(at + HEADER, length - HEADER).order(ByteOrder.nativeOrder())));
            }
            at += (length + 3) & ~3;
        }
        return true;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long ignored = CLOSE.call(state, descriptor);
        arena.close();
    }
}
