package naru.http;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/// A connection's incoming bytes behind one buffer, so that bytes which arrive early are never lost: not between
/// two requests, not before a hijack, not while somebody watches for the client to go.
final class Intake {
    private static final int SIZE = 16 << 10;

    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] buffer = new byte[SIZE];
    private int position;
    private int limit;

    Intake(Wire wire) {
        this.wire = wire;
    }

    /// One byte, or -1 at the end.
    int read() throws IOException {
        lock.lock();
        try {
            return position < limit || fill() > 0 ? buffer[position++] & 0xff : -1;
        } finally {
            lock.unlock();
        }
    }

    /// Some bytes, or -1 at the end.
    int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            if (position == limit && length >= SIZE) {
                return wire.read(target, offset, length);
            }
            if (position == limit && fill() <= 0) {
                return -1;
            }
            int n = Math.min(length, limit - position);
            System.arraycopy(buffer, position, target, offset, n);
            position += n;
            return n;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is a byte to read; false at the end. The byte stays.
    boolean await() throws IOException {
        lock.lock();
        try {
            return position < limit || fill() > 0;
        } finally {
            lock.unlock();
        }
    }

    private int fill() throws IOException {
        int n = wire.read(buffer, 0, SIZE);
        position = 0;
        limit = Math.max(n, 0);
        return n;
    }
}
