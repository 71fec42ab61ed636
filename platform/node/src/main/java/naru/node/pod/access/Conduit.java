package naru.node.pod.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes from one thread to another, through memory of a fixed size: who writes waits for who reads. One thread reads,
/// one writes; any may close.
final class Conduit {
    private static final int SIZE = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] buffer = new byte[SIZE];
    private int start;
    private int count;
    private boolean ended;
    private boolean closed;

    /// Passes bytes on; an exception when nobody will read them.
    void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        lock.lock();
        try {
            while (done < length) {
                while (count == SIZE && !closed) {
                    await();
                }
                if (closed) {
                    throw new IOException("nobody reads any more");
                }
                done += put(bytes, offset + done, length - done);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private int put(byte[] bytes, int offset, int length) {
        int end = (start + count) % SIZE;
        int part = Math.min(length, Math.min(SIZE - count, SIZE - end));
        System.arraycopy(bytes, offset, buffer, end, part);
        count += part;
        return part;
    }

    /// There will be no more.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private int take(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (count == 0 && !ended && !closed) {
                await();
            }
            if (count == 0 || closed) {
                return -1;
            }
            int part = Math.min(length, Math.min(count, SIZE - start));
            System.arraycopy(buffer, start, bytes, offset, part);
            start = (start + part) % SIZE;
            count -= part;
            changed.signalAll();
            return part;
        } finally {
            lock.unlock();
        }
    }

    /// Nobody reads any more.
    void shut() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The reader's end; closing it tells the writer.
    InputStream reader() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return length == 0 ? 0 : take(bytes, offset, length);
            }

            @Override
            public void close() {
                shut();
            }
        };
    }
}
