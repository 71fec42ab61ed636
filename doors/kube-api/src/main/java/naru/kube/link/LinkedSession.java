package naru.kube.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import naru.base.Fault;
import naru.http.Duplex;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;

/// A process on another machine.
final class LinkedSession implements PodAccess.Session {
    private static final int PIPE = 256 << 10;

    private final Duplex connection;
    private final Frames frames;
    private final @Nullable OutputStream stdin;
    private final PipedInputStream stdout = new PipedInputStream(PIPE);
    private final PipedInputStream stderr = new PipedInputStream(PIPE);
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    LinkedSession(Duplex connection, boolean input) {
        this.connection = connection;
        this.frames = new Frames(connection.in(), connection.out());
        this.stdin = input ? new Input(frames) : null;
        try {
            PipedOutputStream out = new PipedOutputStream(stdout);
            PipedOutputStream err = new PipedOutputStream(stderr);
            Thread.ofVirtual().name("linked-process").start(() -> read(out, err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(PipedOutputStream out, PipedOutputStream err) {
        try (out;
                err) {
            Frames.Frame frame = frames.read();
            while (frame.kind() != Frames.EXIT) {
                PipedOutputStream to = frame.kind() == Frames.STDERR ? err : out;
                to.write(frame.bytes());
                to.flush();
                frame = frames.read();
            }
            exit.complete(frame.number(0));
        } catch (IOException e) {
            exit.completeExceptionally(e);
        }
    }

    @Override
    public @Nullable OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public void resize(int columns, int rows) {
        try {
            frames.numbers(Frames.RESIZE, columns, rows);
        } catch (IOException e) {
            throw Fault.unavailable("the node went away", e);
        }
    }

    @Override
    public int await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw Fault.unavailable("the node went away before the command ended", e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private static final class Input extends OutputStream {
        private final Frames frames;

        Input(Frames frames) {
            this.frames = frames;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            frames.write(Frames.STDIN, bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            frames.write(Frames.END, new byte[0], 0, 0);
        }
    }
}
