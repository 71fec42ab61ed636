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
    private static final Duration ROUND = Duration.ofSeconds(2);

    /// Those of an API.
    static final SlowReaders USUAL = new SlowReaders(Duration.ofSeconds(30));

    private final Map<Guarded, Long> writing = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Duration patience;
    private final Duration round;

    /// @param patience how long a client may let one write wait
    SlowReaders(Duration patience) {
        this.patience = patience;
        this.round = patience.compareTo(ROUND) < 0 ? patience : ROUND;
    }

    /// The stream, of which no write lasts longer than our patience.
    OutputStream guard(Exchange exchange, OutputStream out) {
        return new Guarded(exchange, out);
    }

    /// Looks after writes for as long as there are some.
    private void look() {
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("kube-slow-readers").start(() -> {
                do {
                    LockSupport.parkNanos(round.toNanos());
                    long now = System.nanoTime();
                    writing.forEach((writer, since) -> {
                        if (now - since > patience.toNanos()) {
                            writer.exchange.abort();
                        }
                    });
                } while (!writing.isEmpty());
                looking.set(false);
                if (!writing.isEmpty()) {
                    look();
                }
            });
        }
    }

    private final class Guarded extends FilterOutputStream {
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
            writing.put(this, System.nanoTime());
            look();
            try {
                out.write(bytes, offset, length);
            } finally {
                writing.remove(this);
            }
        }
    }
}
