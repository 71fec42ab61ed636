package naru.network.local;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Large buffers for directions that carry much at the moment: a few for all connections, so that a thousand quiet ones
/// need little. They are made when they are first needed. Safe for use by many threads.
final class LargeBuffers {
    /// Four MiB in all.
    static final int COUNT = 16;

    private static final int BYTES = 256 * 1024;

    private final Deque<ByteBuffer> idle = new ArrayDeque<>();
    private int made;

    /// One that nobody else has; null if there is none left. It is to be given back.
    synchronized @Nullable ByteBuffer take() {
        ByteBuffer one = idle.pollLast();
        if (one == null && made < COUNT) {
            made++;
            return ByteBuffer.allocateDirect(BYTES); // what is on the heap would be copied once more
        }
        return one;
    }

    synchronized void giveBack(ByteBuffer one) {
        idle.addLast(one);
    }
}
