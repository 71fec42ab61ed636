package naru.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The one epoll(7) of the process, with a platform thread that waits at it for all others. It is made when something
/// is first watched, and never ended: descriptors may be let go of at any time. Safe for use by many threads.
///
/// A descriptor is told of once for each time that it is armed (EPOLLONESHOT): what nobody waits for wakes nobody.
final class Epoll {
    /// Something can be read, or is over.
    static final int IN = 1;
    /// Something can be written.
    static final int OUT = 4;
    /// It has failed, or both directions are over. Both are told to whoever is armed for anything.
    static final int BROKEN = 8 | 16;

    private static final System.Logger LOG = System.getLogger("naru.linux");
    private static final int ONE_SHOT = 1 << 30;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int CHANGE = 3;
    private static final int CLOEXEC = 02000000;
    private static final int AT_A_TIME = 64;

    /// struct epoll_event has no gap on x86-64 and one on other processors.
    private static final int DATA_AT = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
    private static final int EVENT_BYTES = DATA_AT + 8;
    private static final ValueLayout.OfLong DATA = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final NativeFunction CREATE = NativeFunction.of("epoll_create1");
    private static final NativeFunction CONTROL = NativeFunction.of("epoll_ctl");
    private static final NativeFunction WAIT = NativeFunction.of("epoll_wait");

    private static final Epoll ONE = new Epoll();

    private final int epoll = create();
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();

    /// Told what has happened to a descriptor. It must not wait.
    interface Watch {
        /// @param events [#IN], [#OUT] and the bits of [#BROKEN]
        void happened(int events);
    }

    private Epoll() {
        Thread.ofPlatform().daemon().name("epoll").start(this::listen);
    }

    static Epoll one() {
        return ONE;
    }

    private static int create() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            return (int) Libc.check((int) CREATE.call(state, CLOEXEC), state, "epoll_create1", "");
        }
    }

    /// Arms a descriptor for the first time; answers the key of the watch. A key is used once, unlike the number of a
    /// descriptor: what is told too late finds nobody.
    long add(int fd, int events, Watch watch) {
        long key = last.incrementAndGet();
        watches.put(key, watch);
        try {
            control(ADD, fd, events, key);
        } catch (Errno e) {
            watches.remove(key);
            throw e;
        }
        return key;
    }

    /// Arms it again. What is the case already is told too.
    void arm(int fd, int events, long key) {
        control(CHANGE, fd, events, key);
    }

    /// Before the descriptor is closed.
    void remove(int fd, long key) {
        watches.remove(key);
        control(REMOVE, fd, 0, key);
    }

    private void control(int what, int fd, int events, long key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment event = arena.allocate(EVENT_BYTES, 8);
            event.set(Libc.INT, 0, events | ONE_SHOT);
            event.set(DATA, DATA_AT, key);
            Libc.check((int) CONTROL.call(state, epoll, what, fd, event.address()), state, "epoll_ctl", "fd " + fd);
        }
    }

    private void listen() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Libc.state(arena);
            MemorySegment events = arena.allocate((long) AT_A_TIME * EVENT_BYTES, 8);
            while (true) {
                int count = (int) WAIT.call(state, epoll, events.address(), AT_A_TIME, -1);
                for (int i = 0; i < count; i++) {
                    tell(events.asSlice((long) i * EVENT_BYTES, EVENT_BYTES));
                }
            }
        }
    }

    private void tell(MemorySegment event) {
        Watch watch = watches.get(event.get(DATA, DATA_AT));
        if (watch != null) {
            try {
                watch.happened(event.get(ValueLayout.JAVA_INT_UNALIGNED, 0));
            } catch (RuntimeException e) { // of one descriptor: the others go on
                LOG.log(System.Logger.Level.ERROR, "a descriptor is watched no more", e);
            }
        }
    }
}
