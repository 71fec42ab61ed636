package naru.container;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Streams of a command whose output ends only once its exit code is known: clients ask for it right after the end.
///
/// @param streams of the command
/// @param end completes with its exit code
record EndedStreams(Streams streams, CompletableFuture<Integer> end) implements Streams {
    /// A command may close its output long before it ends: the end of output is not kept back longer than this.
    private static final long PATIENCE_SECONDS = 2;

    @Override
    public boolean tty() {
        return streams.tty();
    }

    @Override
    public OutputStream stdin() {
        return streams.stdin();
    }

    @Override
    public void pump(Sink sink) throws IOException {
        streams.pump(sink);
        try {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            System.getLogger("naru.container").log(System.Logger.Level.DEBUG, "output ended before the command", e);
        } catch (ExecutionException e) {
            throw new IOException("the command's end is not known", e);
        }
    }

    @Override
    public void close() {
        streams.close();
    }
}
