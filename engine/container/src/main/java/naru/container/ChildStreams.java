package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import naru.linux.Child;
import org.jspecify.annotations.Nullable;

/// Streams of a process that is our child: a command without a terminal.
final class ChildStreams implements Streams {
    private static final int BUFFER = 32 * 1024;

    private final OutputStream input;
    private final @Nullable InputStream output;
    private final @Nullable InputStream errors;
    private final Duration patience;
    private final String whose;

    /// @param input whether it reads ours
    /// @param output whether we read its output and errors
    /// @param patience how long a piece of output may wait for its taker; zero: for ever
    /// @param whose the streams of what, for the log
    ChildStreams(Child child, boolean input, boolean output, Duration patience, String whose) {
        this.input = input ? child.input(0) : OutputStream.nullOutputStream();
        this.output = output ? child.output(1) : null;
        this.errors = output ? child.output(2) : null;
        this.patience = patience;
        this.whose = whose;
    }

    @Override
    public boolean tty() {
        return false;
    }

    @Override
    public OutputStream stdin() {
        return input;
    }

    @Override
    public void pump(Sink sink) throws IOException {
        Patience taker = new Patience(sink, patience, new Company());
        CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> said = copy(errors, Stream.STDERR, taker, failure);
        CompletableFuture<@Nullable Void> written = copy(output, Stream.STDOUT, taker, failure);
        try {
            taker.await(CompletableFuture.anyOf(failure, CompletableFuture.allOf(said, written)), whose);
        } catch (IOException e) {
            failure.completeExceptionally(e);
            throw new IOException("nobody takes the output any more", e);
        }
    }

    private static CompletableFuture<@Nullable Void> copy(
            @Nullable InputStream from, Stream stream, Sink sink, CompletableFuture<@Nullable Void> failure) {
        if (from == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("naru-exec-output").start(() -> {
            copyAll(from, stream, sink, failure);
            done.complete(null);
        });
        return done;
    }

    /// Reads to the end in any case, so that the command is not held up by a client that went away.
    private static void copyAll(InputStream from, Stream stream, Sink sink, CompletableFuture<@Nullable Void> failure) {
        byte[] buffer = new byte[BUFFER];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                pass(stream, buffer, count, sink, failure);
            }
        } catch (IOException e) {
            failure.completeExceptionally(e);
        }
    }

    private static void pass(
            Stream stream, byte[] bytes, int count, Sink sink, CompletableFuture<@Nullable Void> failure) {
        synchronized (failure) { // one piece at a time, of whichever stream
            if (failure.isDone()) {
                return;
            }
            try {
                sink.write(stream, bytes, 0, count);
            } catch (IOException e) {
                failure.completeExceptionally(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            System.getLogger("naru.container").log(System.Logger.Level.DEBUG, "a command's input was not closed", e);
        }
    }
}
