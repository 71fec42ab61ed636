package naru.pipeline.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import naru.base.Fault;
import naru.pipeline.workshop.Workshop;

/// A run's log: a file that grows to a limit, masked before it is written, followed while it grows.
///
/// Safe for use by many threads.
public final class RunLog implements AutoCloseable {
    /// The largest log, in bytes; what comes after is dropped with a word.
    public static final long LIMIT = 64L << 20;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("'['HH:mm:ss'] '");

    private final Path file;
    private final Masker masker;
    private final OutputStream out;
    private long written;
    private boolean ended;
    private boolean lineBegun;
    private volatile boolean timestamps;

    /// A log in a file, which is made or gone on with.
    public RunLog(Path file, Masker masker) {
        this.file = file;
        this.masker = masker;
        try {
            this.out = new FileOutputStream(file.toFile(), true);
            this.written = file.toFile().length();
        } catch (IOException e) {
            throw Fault.internal("cannot write the log " + file, e);
        }
    }

    /// What hides secrets.
    public Masker masker() {
        return masker;
    }

    /// Puts the time in front of each line from now on.
    public void timestamps() {
        timestamps = true;
    }

    /// One line, masked.
    public void line(String text) {
        write(masker.mask(text) + "\n", true);
    }

    /// Takes a program's output as it comes; close it when the program has ended.
    public Sink sink() {
        return new Sink();
    }

    private synchronized void write(String text, boolean fresh) {
        if (text.isEmpty() || ended || written > LIMIT) {
            return;
        }
        String shown = fresh && lineBegun ? "\n" + text : text;
        lineBegun = !shown.endsWith("\n");
        byte[] bytes = (timestamps ? stamped(shown) : shown).getBytes(StandardCharsets.UTF_8);
        try {
            out.write(bytes);
            written += bytes.length;
            if (written > LIMIT) {
                out.write(("\n[the log has reached its limit of " + (LIMIT >> 20) + " MB; the rest is dropped]\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw Fault.unavailable("the log cannot be written: " + e.getMessage(), e);
        }
        notifyAll();
    }

    private static String stamped(String text) {
        String time = LocalTime.now().format(TIME);
        return time + text.stripTrailing().replace("\n", "\n" + time) + (text.endsWith("\n") ? "\n" : "");
    }

    /// Copies the log to a stream; with `follow` until the run has ended.
    public void copy(OutputStream to, boolean follow) throws IOException {
        long at = 0;
        while (true) {
            at = copyFile(file, at, to);
            synchronized (this) {
                if (!follow || ended && at >= file.toFile().length()) {
                    return;
                }
                if (at >= file.toFile().length()) {
                    awaitMore();
                }
            }
        }
    }

    private void awaitMore() {
        try {
            wait(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted", e);
        }
    }

    /// Copies a finished log from a position; answers where it ended.
    public static long copyFile(Path file, long from, OutputStream to) throws IOException {
        if (!file.toFile().exists()) {
            return from;
        }
        long at = from;
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(at);
            byte[] part = new byte[64 << 10];
            for (int n = in.read(part); n > 0; n = in.read(part)) {
                to.write(part, 0, n);
                at += n;
            }
        }
        to.flush();
        return at;
    }

    /// The run has ended: followers end.
    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
        try {
            out.close();
        } catch (IOException e) {
            throw Fault.unavailable("the log cannot be written: " + e.getMessage(), e);
        }
    }

    /// Takes one program's output.
    public final class Sink implements Workshop.Output, AutoCloseable {
        private final Masker.Stream stream = masker.stream();
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer rest = ByteBuffer.allocate(0);

        private Sink() {}

        @Override
        public synchronized void write(byte[] bytes, int length) {
            ByteBuffer all = ByteBuffer.allocate(rest.remaining() + length)
                    .put(rest)
                    .put(bytes, 0, length)
                    .flip();
            CharBuffer text = CharBuffer.allocate(all.remaining() + 2);
            decoder.decode(all, text, false);
            rest = all.slice();
            RunLog.this.write(stream.push(text.flip().toString()), false);
        }

        @Override
        public synchronized void close() {
            RunLog.this.write(stream.flush(), false);
        }
    }
}
