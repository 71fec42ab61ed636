package naru.tunnel.mux;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits to be written: control frames first, then data in the order it came, two frames per stream at most.
///
/// That cap is what keeps streams fair to each other and memory bounded: a busy stream waits for its own frames.
final class Outbox {
    private static final int FRAMES_PER_STREAM = 2;
    private static final int BATCH = 8;
    private static final int MAX_CONTROL = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<byte[]> control = new ArrayDeque<>();
    private final ArrayDeque<Item> data = new ArrayDeque<>();
    private byte @Nullable [] pong;
    private boolean closed;

    private record Item(Slots owner, byte[] frame) {}

    /// How many frames of one stream are queued; guarded by the outbox's lock.
    final class Slots {
        private final Condition room = lock.newCondition();
        private int queued;
    }

    /// Queues a frame that goes ahead of data; never blocks. False: too many are waiting, the peer does not read.
    boolean control(byte[] frame) {
        lock.lock();
        try {
            control.add(frame);
            work.signal();
            return control.size() < MAX_CONTROL;
        } finally {
            lock.unlock();
        }
    }

    /// Queues the answer to the latest ping, in place of one not yet sent.
    void pong(byte[] frame) {
        lock.lock();
        try {
            pong = frame;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Queues a frame in the order of its stream's data, waiting for room unless `must`.
    void data(Slots owner, byte[] frame, boolean must) throws IOException {
        lock.lock();
        try {
            while (!must && !closed && owner.queued >= FRAMES_PER_STREAM) {
                owner.room.awaitUninterruptibly();
            }
            if (closed) {
                throw new SessionLost("the tunnel's connection is closed");
            }
            owner.queued++;
            data.add(new Item(owner, frame));
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The next frames to write, waiting for some; empty when closed.
    List<byte[]> take() {
        lock.lock();
        try {
            while (!closed && control.isEmpty() && data.isEmpty() && pong == null) {
                work.awaitUninterruptibly();
            }
            return closed ? List.of() : batch();
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> batch() {
        List<byte[]> frames = new ArrayList<>(control);
        control.clear();
        if (pong != null) {
            frames.add(pong);
            pong = null;
        }
        for (int i = 0; i < BATCH && !data.isEmpty(); i++) {
            Item item = data.remove();
            item.owner().queued--;
            item.owner().room.signal();
            frames.add(item.frame());
        }
        return frames;
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return control.isEmpty() && data.isEmpty() && pong == null;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            data.forEach(item -> item.owner().room.signalAll());
        } finally {
            lock.unlock();
        }
    }
}
