package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Streams of a process that is our child: a command without a terminal.
final class ProcessStreams implements Streams {
    private static final int BUFFER = 32 * 1024;

    private final Process process;

    ProcessStreams(Process process) {
        this.process = process;
    }

    @Override
    public boolean tty() {
        return false;
    }

    @Override
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    @Override
    public void pump(Sink sink) throws IOException {
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        Object turn = new Object();
        Thread errors = Thread.ofPlatform()
                .daemon()
                .name("naru-exec-stderr")
                .start(() -> copy(process.getErrorStream(), Stream.STDERR, sink, turn, failure));
        Thread output = Thread.ofPlatform()
                .daemon()
                .name("naru-exec-stdout")
                .start(() -> copy(process.getInputStream(), Stream.STDOUT, sink, turn, failure));
        try {
            output.join();
            errors.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        IOException broken = failure.get();
        if (broken != null) {
            throw broken;
        }
    }

    private static void copy(
            InputStream from, Stream stream, Sink sink, Object turn, AtomicReference<@Nullable IOException> failure) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                synchronized (turn) {
                    sink.write(stream, buffer, 0, count);
                }
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            process.toHandle(); // the process has ended: its input is closed already
        }
    }
}
