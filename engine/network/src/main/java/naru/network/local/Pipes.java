package naru.network.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.linux.Errno;
import naru.linux.SplicePipe;
import org.jspecify.annotations.Nullable;

/// Pipes for directions in which bytes flow at the moment, so that a thousand quiet connections need none. A few large
/// ones are kept; while those are taken there are small ones, made and closed each time. Safe for use by many threads.
final class Pipes implements AutoCloseable {
    /// Sixteen MiB in all.
    static final int LARGE = 16;

    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int BYTES = 1024 * 1024;

    private final Set<SplicePipe> large = new HashSet<>();
    private final Deque<SplicePipe> idle = new ArrayDeque<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private boolean closed;

    /// An empty one that nobody else has. It is to be given back. Null if there are no descriptors for it, which is
    /// logged, once until there are again.
    @Nullable
    SplicePipe take() {
        try {
            SplicePipe one = takeOne();
            told.set(false);
            return one;
        } catch (Errno e) {
            if (told.compareAndSet(false, true)) {
                LOG.log(System.Logger.Level.WARNING, "connections to ports of localhost wait: {0}", e.getMessage());
            }
            return null;
        }
    }

    private synchronized SplicePipe takeOne() {
        SplicePipe one = idle.pollLast();
        if (one != null) {
            return one;
        }
        SplicePipe made = SplicePipe.make();
        if (large.size() < LARGE && !closed) {
            made.grow(BYTES);
            large.add(made);
        }
        return made;
    }

    /// Takes one back. If it holds what a broken connection did not take, it ends.
    synchronized void giveBack(SplicePipe one) {
        if (large.contains(one) && one.isEmpty() && !closed) {
            idle.addLast(one);
        } else {
            large.remove(one);
            one.close();
        }
    }

    /// Ends those that nobody has, and each of the others when it is given back.
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(SplicePipe::close);
        idle.clear();
    }
}
