package naru.kube;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import naru.http.Exchange;
import naru.http.socket.WebSocket;

/// How the lines of a watch reach its client: in the answer's body, or each as a message of a WebSocket, which Java's
/// clients ask for.
sealed interface WatchStream extends AutoCloseable {
    /// Begins to answer as the client asks.
    ///
    /// @param slow ends it if the client does not read
    static WatchStream begin(Exchange exchange, SlowReaders slow) throws IOException {
        if (exchange.headers().hasToken("Upgrade", "websocket")) {
            return new Messages(exchange, WebSocket.open(exchange, List.of()), slow);
        }
        exchange.status(200).set("Content-Type", "application/json");
        OutputStream out = exchange.output();
        out.flush();
        return new Body(exchange, new BufferedOutputStream(slow.guard(exchange, out), 32 << 10));
    }

    /// Takes lines.
    OutputStream out();

    /// Calls back, on another thread, if the client goes.
    void onGone(Runnable action);

    @Override
    void close() throws IOException;

    /// One body without an end.
    ///
    /// @param exchange its request
    /// @param out buffered
    record Body(Exchange exchange, OutputStream out) implements WatchStream {
        @Override
        public void onGone(Runnable action) {
            exchange.onGone(action);
        }

        @Override
        public void close() {}
    }

    /// A message for each line.
    final class Messages implements WatchStream {
        private final WebSocket socket;
        private final OutputStream lines;

        Messages(Exchange exchange, WebSocket socket, SlowReaders slow) {
            this.socket = socket;
            this.lines = slow.guard(exchange, new Lines(socket));
        }

        @Override
        public OutputStream out() {
            return lines;
        }

        @Override
        public void onGone(Runnable action) {
            Thread.ofVirtual().name("watch-socket").start(() -> {
                try {
                    byte[] ignored = socket.read();
                    while (ignored != null) {
                        ignored = socket.read();
                    }
                } catch (IOException e) {
                    System.getLogger("naru.kube").log(System.Logger.Level.DEBUG, "a watcher's connection broke", e);
                }
                action.run();
            });
        }

        @Override
        public void close() throws IOException {
            try (socket) {
                socket.end(1000);
            }
        }
    }

    /// Sends what was written when a line ends.
    final class Lines extends OutputStream {
        private final WebSocket socket;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(WebSocket socket) {
            this.socket = socket;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            line.write(bytes, offset, length);
            if (length > 0 && bytes[offset + length - 1] == '\n') {
                socket.writeText(line.toByteArray());
                line.reset();
            }
        }
    }
}
