package naru.kube;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import naru.http.Exchange;

/// Ends the connections of clients that do not read what they asked for, so that thousands of them cannot hold on to
/// objects and threads. Safe for use by many threads.
final class SlowReaders {
    /// How long a client may let one write wait.
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration ROUND = Duration.ofSeconds(2);

    private static final Map<Guarded, Long> WRITING = new ConcurrentHashMap<>();
    private static final AtomicBoolean LOOKING = new AtomicBoolean();

    private SlowReaders() {}

    /// The stream, of which no write lasts longer than our patience.
    static OutputStream guard(Exchange exchange, OutputStream out) {
        return new Guarded(exchange, out);
    }

    /// Looks after writes for as long as there are some.
    private static void look() {
        if (LOOKING.compareAndSet(false, true)) {
            Thread.ofVirtual().name("kube-slow-readers").start(() -> {
                do {
                    LockSupport.parkNanos(ROUND.toNanos());
                    long now = System.nanoTime();
                    WRITING.forEach((writer, since) -> {
                        if (now - since > PATIENCE.toNanos()) {
                            writer.exchange.abort();
                        }
                    });
                } while (!WRITING.isEmpty());
                LOOKING.set(false);
                if (!WRITING.isEmpty()) {
                    look();
                }
            });
        }
    }

    private static final class Guarded extends FilterOutputStream {
        private final Exchange exchange;

        Guarded(Exchange exchange, OutputStream out) {
            super(out);
            this.exchange = exchange;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            WRITING.put(this, System.nanoTime());
            look();
            try {
                out.write(bytes, offset, length);
            } finally {
                WRITING.remove(this);
            }
        }
    }
}
