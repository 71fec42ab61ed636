package naru.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/// A connection that was handed over.
final class HijackedDuplex implements Duplex {
    private final Wire wire;
    private final InputStream in;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final OutputStream out;

    HijackedDuplex(Wire wire, InputStream in) {
        this.wire = wire;
        this.in = in;
        this.out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public synchronized void write(byte[] buffer, int offset, int length) throws IOException {
                wire.write(buffer, offset, length);
            }
        };
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void closeOutput() throws IOException {
        wire.closeOutput();
    }

    @Override
    public void abort() {
        wire.abort();
        closed.countDown();
    }

    @Override
    public void close() {
        wire.close();
        closed.countDown();
    }

    void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
