package naru.tunnel.mux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One stream of a session: bytes both ways, each with credit. One thread may read while another writes.
///
/// Reading gives the other side credit for what the read *before* returned: a reader that writes everything on
/// before it reads again never has more than the window in memory.
public final class MuxStream {
    private final Session session;
    private final int id;
    private final Outbox.Slots slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private final ByteRing ring = new ByteRing();
    private final Window window;
    private long credit;
    private int lastRead;
    private boolean localEnded;
    private boolean remoteEnded;
    private boolean gone;
    private @Nullable IOException failure;

    MuxStream(Session session, int id, Window window, Outbox.Slots slots, int credit) {
        this.session = session;
        this.id = id;
        this.window = window;
        this.slots = slots;
        this.credit = credit;
    }

    /// Reads some bytes, waiting for the first; -1 at the end. [StreamReset] or [SessionLost] when it failed.
    public int read(byte[] into, int offset, int length) throws IOException {
        int grant;
        int read;
        lock.lock();
        try {
            grant = lastRead == 0 || remoteEnded ? 0 : window.consumed(lastRead, session.roundTripNanos());
            lastRead = 0;
        } finally {
            lock.unlock();
        }
        if (grant > 0) {
            byte[] payload = new byte[4];
            Frame.putInt(payload, 0, grant);
            session.control(FrameType.CREDIT, id, payload);
        }
        lock.lock();
        try {
            while (ring.size() == 0 && failure == null && !remoteEnded) {
                readable.awaitUninterruptibly();
            }
            read = ring.take(into, offset, length);
            lastRead = read;
            if (read == 0 && failure != null && !remoteEnded) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
        return read == 0 ? -1 : read;
    }

    /// Writes all bytes, waiting for credit. [StreamReset] or [SessionLost] when it failed.
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = acquire(Math.min(length - done, Frame.MAX_PAYLOAD));
            session.data(slots, Frame.encode(FrameType.DATA, id, bytes, offset + done, part), false);
            done += part;
        }
    }

    private int acquire(int wanted) throws IOException {
        lock.lock();
        try {
            while (credit == 0 && failure == null) {
                writable.awaitUninterruptibly();
            }
            if (failure != null) {
                throw failure;
            }
            int part = (int) Math.min(wanted, credit);
            credit -= part;
            return part;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the stream failed or was given up.
    public boolean isBroken() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    /// Ends this side's direction; the other may go on.
    public void end() throws IOException {
        boolean tell;
        lock.lock();
        try {
            tell = !localEnded && failure == null;
            localEnded = true;
        } finally {
            lock.unlock();
        }
        if (tell) {
            session.data(slots, Frame.encode(FrameType.END, id, new byte[0], 0, 0), true);
        }
        leaveIfDone();
    }

    /// Gives the stream up in both directions; harmless when it is over.
    public void reset(ResetCode code, String sentence) {
        boolean tell;
        lock.lock();
        try {
            tell = failure == null && !(localEnded && remoteEnded);
            ring.clear();
            fail(new StreamReset(code, sentence));
        } finally {
            lock.unlock();
        }
        if (tell) {
            byte[] text = sentence.getBytes(StandardCharsets.UTF_8);
            byte[] payload = new byte[1 + Math.min(text.length, 1_000)];
            payload[0] = (byte) code.ordinal();
            System.arraycopy(text, 0, payload, 1, payload.length - 1);
            session.lastWord(slots, Frame.encode(FrameType.RESET, id, payload, 0, payload.length));
        }
        leaveIfDone();
    }

    void receive(byte[] payload) throws IOException {
        lock.lock();
        try {
            if (remoteEnded || !window.received(payload.length)) {
                throw new IOException("stream " + id + ": more data than was allowed");
            }
            if (failure == null) {
                ring.add(payload, 0, payload.length);
                readable.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void receiveCredit(int bytes) throws IOException {
        lock.lock();
        try {
            credit += bytes;
            if (bytes <= 0 || credit > Integer.MAX_VALUE) {
                throw new IOException("stream " + id + ": impossible credit");
            }
            writable.signal();
        } finally {
            lock.unlock();
        }
    }

    void receiveEnd() {
        lock.lock();
        try {
            remoteEnded = true;
            readable.signalAll();
        } finally {
            lock.unlock();
        }
        leaveIfDone();
    }

    void broken(IOException why) {
        lock.lock();
        try {
            fail(why);
        } finally {
            lock.unlock();
        }
        leaveIfDone();
    }

    private void fail(IOException why) {
        if (failure == null) {
            failure = why;
        }
        readable.signalAll();
        writable.signalAll();
    }

    private void leaveIfDone() {
        lock.lock();
        try {
            if (gone || !(failure != null || localEnded && remoteEnded)) {
                return;
            }
            gone = true;
            window.release();
        } finally {
            lock.unlock();
        }
        session.forget(id);
    }
}
