package naru.node.pod.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import naru.base.Fault;
import naru.container.Stream;
import naru.container.Streams;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;

/// Streams of the engine as a session.
final class EngineSession implements PodAccess.Session {
    private final Streams streams;
    private final boolean input;
    private final CompletableFuture<Integer> end;
    private final Resize resize;
    private final Runnable letGo;
    private final Conduit out = new Conduit();
    private final Conduit err = new Conduit();

    /// Sets the size of a terminal.
    @FunctionalInterface
    interface Resize {
        void to(int rows, int columns);
    }

    /// @param input whether the process has an input
    /// @param end completes with its exit code
    /// @param letGo what is done when the caller goes before the end
    EngineSession(Streams streams, boolean input, CompletableFuture<Integer> end, Resize resize, Runnable letGo) {
        this.streams = streams;
        this.input = input;
        this.end = end;
        this.resize = resize;
        this.letGo = letGo;
        Thread.ofVirtual().name("pod-session").start(this::pump);
    }

    private void pump() {
        try {
            streams.pump((stream, bytes, offset, length) ->
                    (stream == Stream.STDERR ? err : out).write(bytes, offset, length));
        } catch (IOException e) {
            System.getLogger("naru.node").log(System.Logger.Level.DEBUG, "a session's reader went away", e);
            out.shut(); // or has taken nothing for too long: who still writes to it goes on
            err.shut();
        } finally {
            out.end();
            err.end();
        }
    }

    @Override
    public @Nullable OutputStream stdin() {
        return input ? streams.stdin() : null;
    }

    @Override
    public InputStream stdout() {
        return out.reader();
    }

    @Override
    public InputStream stderr() {
        return err.reader();
    }

    @Override
    public void resize(int columns, int rows) {
        resize.to(rows, columns);
    }

    @Override
    public int await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw Fault.internal("the end of the process is not known", e);
        }
    }

    @Override
    public void close() {
        if (!end.isDone()) {
            letGo.run();
        }
        out.shut();
        err.shut();
        streams.close();
    }
}
