package naru.kube.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One stream of a SPDY connection, opened by the client. What arrives waits within a bound; beyond it the whole
/// connection waits for this stream's reader, since Kubernetes' clients know no flow control.
final class SpdyStream {
    private static final int MOST_WAITING = 256 << 10;
    private static final int MOST_FRAME = 32 << 10;

    private final SpdyConnection connection;
    private final int id;
    private final Map<String, String> headers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean abandoned;

    SpdyStream(SpdyConnection connection, int id, Map<String, String> headers) {
        this.connection = connection;
        this.id = id;
        this.headers = Map.copyOf(headers);
    }

    /// A header by its name in lower case, or empty.
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// Data arrived.
    void receive(byte[] data) throws IOException {
        lock.lock();
        try {
            while (waitingBytes > MOST_WAITING && !abandoned && !inputEnded) {
                changed.awaitUninterruptibly();
            }
            if (data.length > 0 && !abandoned) {
                waiting.add(data);
                waitingBytes += data.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The client sends no more.
    void endInput() {
        lock.lock();
        try {
            inputEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody reads it any more: what arrives is dropped.
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            waiting.clear();
            waitingBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What the client sends.
    InputStream in() {
        return new Input();
    }

    /// What goes to the client; closing it ends our half.
    OutputStream out() {
        return new Output();
    }

    private final class Input extends InputStream {
        private byte[] part = new byte[0];
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (at == part.length && !next()) {
                return -1;
            }
            int count = Math.min(length, part.length - at);
            System.arraycopy(part, at, buffer, offset, count);
            at += count;
            return count;
        }

        private boolean next() {
            lock.lock();
            try {
                while (waiting.isEmpty()) {
                    if (inputEnded || abandoned) {
                        return false;
                    }
                    changed.awaitUninterruptibly();
                }
                part = waiting.remove();
                at = 0;
                waitingBytes -= part.length;
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            while (at < offset + length) {
                int part = Math.min(MOST_FRAME, offset + length - at);
                connection.data(id, bytes, at, part, false);
                at += part;
            }
        }

        @Override
        public void close() throws IOException {
            if (!outputEnded) {
                outputEnded = true;
                connection.data(id, new byte[0], 0, 0, true);
            }
        }
    }
}
