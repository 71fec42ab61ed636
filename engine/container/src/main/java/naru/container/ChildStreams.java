package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import naru.linux.Child;
import org.jspecify.annotations.Nullable;

/// Streams of a process that is our child: a command without a terminal.
final class ChildStreams implements Streams {
    private static final int BUFFER = 32 * 1024;

    private final OutputStream input;
    private final @Nullable InputStream output;
    private final @Nullable InputStream errors;

    /// @param input whether it reads ours
    /// @param output whether we read its output and errors
    ChildStreams(Child child, boolean input, boolean output) {
        this.input = input ? child.input(0) : OutputStream.nullOutputStream();
        this.output = output ? child.output(1) : null;
        this.errors = output ? child.output(2) : null;
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
        CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> said = copy(errors, Stream.STDERR, sink, failure);
        CompletableFuture<@Nullable Void> written = copy(output, Stream.STDOUT, sink, failure);
        try {
            CompletableFuture.anyOf(failure, CompletableFuture.allOf(said, written))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("nobody takes the output any more", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
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
