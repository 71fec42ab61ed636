package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hears of every change of nftables in one network namespace, whoever makes it, as soon as it is made (the multicast
/// group NFNLGRP_NFTABLES of nfnetlink).
///
/// A platform thread of its own waits in the kernel and calls the listener, one transaction at a time, in the order in
/// which they were made.
public final class RulesetWatch implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int GROUP_NFTABLES = 7;
    private static final int EVENTFD_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final int ENOBUFS = 105;
    private static final int QUEUE_BYTES = 4 << 20;
    private static final int RECEIVE = 1 << 16;
    private static final int HEADER = 16;
    private static final int FAMILY_HEADER = 4;
    private static final int SUBSYSTEM = 10;
    private static final int TABLE_NAME = 1;

    private static final NativeFunction SOCKET = NativeFunction.of("socket");
    private static final NativeFunction OPTION = NativeFunction.of("setsockopt");
    private static final NativeFunction BIND = NativeFunction.of("bind");
    private static final NativeFunction RECV = NativeFunction.of("recv");
    private static final NativeFunction POLL = NativeFunction.of("poll");
    private static final NativeFunction EVENTFD = NativeFunction.of("eventfd");
    private static final NativeFunction WRITE = NativeFunction.of("write");

    private final int socket;
    private final int bell;
    private final Listener listener;
    private final Thread thread;
    private List<Change> pending = new ArrayList<>();
    private boolean closed;

    /// What happened to a table.
    public enum Kind {
        /// It was made, or its flags were set.
        TABLE_ADDED,
        /// It went with everything in it.
        TABLE_REMOVED,
        /// A chain, rule, set or other part came.
        PART_ADDED,
        /// A chain, rule, set or other part went.
        PART_REMOVED,
        /// An element of a set or map came.
        ELEMENT_ADDED,
        /// An element of a set or map went, by request or because its time was over.
        ELEMENT_REMOVED
    }

    /// One change of a transaction.
    ///
    /// @param family of the table as nft(8) writes it: `ip`, `ip6`, `inet`, `arp`, `bridge`, `netdev`
    public record Change(String family, String table, Kind kind) {}

    /// Told about transactions; it must not wait for long, and must not throw.
    public interface Listener {
        /// A transaction was made.
        ///
        /// @param port the netlink socket that asked for it: one and the same for all that one program does
        void committed(int port, List<Change> changes);

        /// Transactions were made that nobody heard of.
        void lost();
    }

    private RulesetWatch(int socket, int bell, Listener listener) {
        this.socket = socket;
        this.bell = bell;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("nftables-watch").daemon().unstarted(this::watch);
    }

    /// Begins to listen in the network namespace of the calling thread; an [Errno] where the kernel does not tell.
    public static RulesetWatch open(Listener listener) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            int socket = (int) SOCKET.call(state, AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
            Libc.check(socket, state, "socket", "NETLINK_NETFILTER");
            MemorySegment size = arena.allocateFrom(Libc.INT, QUEUE_BYTES);
            int ignored = (int) OPTION.call(state, socket, SOL_SOCKET, SO_RCVBUFFORCE, size.address(), 4);
            MemorySegment address = arena.allocateFrom(Libc.INT, AF_NETLINK, 0, 1 << (GROUP_NFTABLES - 1));
            int joined = (int) BIND.call(state, socket, address.address(), 12);
            if (joined < 0) {
                FileCalls.close(socket);
            }
            Libc.check(joined, state, "bind", "NFNLGRP_NFTABLES");
            int bell = (int) EVENTFD.call(state, 0, EVENTFD_CLOEXEC);
            if (bell < 0) {
                FileCalls.close(socket);
            }
            Libc.check(bell, state, "eventfd", "");
            RulesetWatch watch = new RulesetWatch(socket, bell, listener);
            watch.thread.start();
            return watch;
        }
    }

    private void watch() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment buffer = arena.allocate(RECEIVE);
            MemorySegment poll = arena.allocate(16, 4);
            poll.set(ValueLayout.JAVA_INT, 0, socket);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            poll.set(ValueLayout.JAVA_INT, 8, bell);
            poll.set(ValueLayout.JAVA_SHORT, 12, POLLIN);
            while (true) {
                int ready = (int) POLL.call(state, poll.address(), 2L, -1);
                if (poll.get(ValueLayout.JAVA_SHORT, 14) != 0) {
                    return;
                }
                if (ready > 0) {
                    receive(state, buffer);
                }
            }
        } finally {
            FileCalls.close(socket);
            FileCalls.close(bell);
        }
    }

    private void receive(MemorySegment state, MemorySegment buffer) {
        long length = RECV.call(state, socket, buffer.address(), buffer.byteSize(), 0);
        if (length >= 0) {
            byte[] copy = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            read(ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder()));
        } else if (Libc.errno(state) == ENOBUFS) {
            pending = new ArrayList<>();
            listener.lost();
        }
    }

    private void read(ByteBuffer datagram) {
        int at = 0;
        while (at + HEADER + FAMILY_HEADER <= datagram.limit()) {
            int length = datagram.getInt(at);
            if (length < HEADER + FAMILY_HEADER || at + length > datagram.limit()) {
                return;
            }
            int type = datagram.getShort(at + 4) & 0xffff;
            if (type >> 8 == SUBSYSTEM) {
                ByteBuffer body = datagram.slice(at + HEADER, length - HEADER).order(ByteOrder.nativeOrder());
                message(type & 0xff, datagram.getInt(at + 12), body);
            }
            at += (length + 3) & ~3;
        }
    }

    private void message(int type, int port, ByteBuffer body) {
        int newGeneration = 15;
        if (type == newGeneration) {
            List<Change> changes = pending;
            pending = new ArrayList<>();
            listener.committed(port, changes);
            return;
        }
        Kind kind = kind(type);
        if (kind == null) {
            return;
        }
        String[] table = {""};
        NetlinkMessage.attributes(body, FAMILY_HEADER, (attribute, value) -> {
            if (attribute == TABLE_NAME) {
                table[0] = NetlinkValues.text(value);
            }
        });
        Change change = new Change(family(body.get(0)), table[0], kind);
        if (pending.isEmpty() || !pending.getLast().equals(change)) {
            pending.add(change); // a thousand elements of one map are one change
        }
    }

    private static @Nullable Kind kind(int type) {
        return switch (type) {
            case 0 -> Kind.TABLE_ADDED;
            case 2 -> Kind.TABLE_REMOVED;
            case 3, 6, 9, 18, 22 -> Kind.PART_ADDED;
            case 5, 8, 11, 20, 24 -> Kind.PART_REMOVED;
            case 12 -> Kind.ELEMENT_ADDED;
            case 14 -> Kind.ELEMENT_REMOVED;
            default -> null;
        };
    }

    private static String family(int number) {
        return switch (number) {
            case 1 -> "inet";
            case 2 -> "ip";
            case 3 -> "arp";
            case 5 -> "netdev";
            case 7 -> "bridge";
            case 10 -> "ip6";
            default -> Integer.toString(number);
        };
    }

    /// Stops listening; of no effect the second time. The listener may still be called once.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocateFrom(Libc.LONG, 1);
            long ignored = WRITE.call(Libc.state(arena), bell, one.address(), 8L);
        }
    }
}
