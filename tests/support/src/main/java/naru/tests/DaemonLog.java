package naru.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/// The last lines that a daemon wrote. Safe for use by many threads.
final class DaemonLog {
    private static final int KEPT_LINES = 400;

    private final Deque<String> lines = new ArrayDeque<>();

    /// Reads until the daemon ends.
    ///
    /// @return done when the daemon says that it is ready, failed when it ends before
    CompletableFuture<Void> follow(Process daemon) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> read(daemon, ready));
        return ready;
    }

    private void read(Process daemon, CompletableFuture<Void> ready) {
        try (BufferedReader reader = daemon.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
                if (line.contains("naru.app: ready")) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IOException("the daemon ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private synchronized void keep(String line) {
        lines.add(line);
        if (lines.size() > KEPT_LINES) {
            lines.removeFirst();
        }
    }

    /// The lines as one text.
    synchronized String text() {
        return String.join("\n", lines);
    }
}
