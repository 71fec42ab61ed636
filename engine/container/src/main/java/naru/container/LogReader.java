package naru.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reads conmon's log: a line is `TIME STREAM F|P CONTENT`, where P is a piece of a line that goes on.
///
/// Following waits for the kernel to tell of a change in the folder (inotify(7)).
final class LogReader implements Logs {
    private static final System.Logger LOG = System.getLogger("naru.container");
    private static final int MAX_LINE = 1 << 20;
    private static final long RECHECK_SECONDS = 5;

    private final LogPieces pieces;
    private final LogOptions options;
    private final BooleanSupplier running;
    private final @Nullable WatchService watch;
    private final LineAssembly lines = new LineAssembly();
    private final Deque<LogEntry> tail = new ArrayDeque<>();
    private final byte[] buffer = new byte[64 * 1024];
    private int filled;
    private int at;
    private Mark clean;
    private Idle idle = () -> {};
    private volatile boolean closed;

    /// What is to be done before waiting for more.
    @FunctionalInterface
    interface Idle {
        void settle() throws IOException;
    }

    /// Opens a log, which is made if it is not there yet.
    ///
    /// @param running whether more can come
    LogReader(Path path, LogOptions options, BooleanSupplier running) throws IOException {
        this(path, options, running, Mark.NONE);
    }

    /// Opens a log behind what has been read before.
    LogReader(Path path, LogOptions options, BooleanSupplier running, Mark from) throws IOException {
        this.options = options;
        this.running = running;
        if (options.follow()) {
            watch = path.getFileSystem().newWatchService();
            Path folder = java.util.Objects.requireNonNull(path.getParent());
            folder.register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
        } else {
            watch = null;
        }
        pieces = new LogPieces(path, from);
        clean = new Mark(pieces.key(), pieces.position(), 0);
        boolean there = pieces.key().equals(from.piece());
        for (int line = 0; there && line < from.lines() && wanted() != null; line++) {
            LOG.log(System.Logger.Level.TRACE, "read before");
        }
        if (options.tail() >= 0) {
            readTail();
        }
    }

    /// Does something each time that all there is has been read.
    void whenIdle(Idle action) {
        idle = action;
    }

    /// Bytes that are there and not read yet, roughly.
    long remaining() throws IOException {
        return pieces.remaining() + filled - at;
    }

    /// Everything up to the last entry that was given out.
    Mark mark() {
        return clean;
    }

    /// Where the next line begins is a place to go on from, unless another one is half read.
    private void note(boolean gaveOut) throws IOException {
        clean = lines.isEmpty()
                ? new Mark(pieces.key(), pieces.position() - (filled - at), 0)
                : new Mark(clean.piece(), clean.offset(), clean.lines() + (gaveOut ? 1 : 0));
    }

    private void readTail() throws IOException {
        boolean more = options.follow() && running.getAsBoolean();
        for (LogEntry entry = wanted(); entry != null; entry = wanted()) {
            keep(entry);
        }
        if (!more) {
            for (LogEntry rest = last(); rest != null; rest = last()) {
                keep(rest);
            }
        }
    }

    private void keep(LogEntry entry) {
        tail.addLast(entry);
        if (tail.size() > options.tail()) {
            tail.removeFirst();
        }
    }

    @Override
    public @Nullable LogEntry next() throws IOException {
        if (!tail.isEmpty()) {
            return tail.removeFirst();
        }
        while (!closed) {
            boolean more =
                    options.follow() && running.getAsBoolean(); // asked first: what is written before the end is seen
            LogEntry entry = wanted();
            if (entry != null) {
                return upTo(entry);
            }
            if (!more || !waitForMore()) {
                return last();
            }
        }
        return null;
    }

    private @Nullable LogEntry upTo(LogEntry entry) {
        Instant until = options.until();
        return until != null && entry.time().isAfter(until) ? null : entry;
    }

    private @Nullable LogEntry last() throws IOException {
        for (LogEntry rest = lines.rest(); rest != null; rest = lines.rest()) {
            note(true);
            if (isWanted(rest)) {
                return upTo(rest);
            }
        }
        return null;
    }

    private boolean waitForMore() throws IOException {
        idle.settle();
        try {
            WatchKey key = java.util.Objects.requireNonNull(watch).poll(RECHECK_SECONDS, TimeUnit.SECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
            return true;
        } catch (ClosedWatchServiceException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// The next entry that the caller wants, of what is there now.
    private @Nullable LogEntry wanted() throws IOException {
        for (byte[] line = line(); line != null; line = line()) {
            LogEntry piece = parse(line);
            LogEntry entry = piece == null ? null : lines.add(piece);
            note(entry != null);
            if (entry != null && isWanted(entry)) {
                return entry;
            }
        }
        return null;
    }

    private boolean isWanted(LogEntry entry) {
        boolean stream = entry.stream() == Stream.STDOUT ? options.stdout() : options.stderr();
        Instant since = options.since();
        return stream && (since == null || !entry.time().isBefore(since));
    }

    /// A whole line without its end, or null; half a line stays for the next time.
    private byte @Nullable [] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long start = pieces.position() - (filled - at);
        while (line.size() < MAX_LINE) {
            if (at == filled && !fill()) {
                if (line.size() == 0 && pieces.advance()) {
                    start = pieces.position();
                    continue;
                }
                pieces.seek(start);
                return null;
            }
            byte b = buffer[at++];
            if (b == '\n') {
                return line.toByteArray();
            }
            line.write(b);
        }
        return line.toByteArray();
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, pieces.read(buffer));
        return filled > 0;
    }

    private static @Nullable LogEntry parse(byte[] line) {
        int time = index(line, 0);
        int stream = index(line, time + 1);
        int tag = index(line, stream + 1);
        if (time < 0 || stream < 0 || tag < 0) {
            return null;
        }
        try {
            Instant at = OffsetDateTime.parse(new String(line, 0, time, StandardCharsets.US_ASCII))
                    .toInstant();
            Stream of = line[time + 1 + 3] == 'e' ? Stream.STDERR : Stream.STDOUT;
            boolean full = line[stream + 1] == 'F';
            byte[] content = java.util.Arrays.copyOfRange(line, tag + 1, line.length + (full ? 1 : 0));
            if (full) {
                content[content.length - 1] = '\n';
            }
            return new LogEntry(at, of, content);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static int index(byte[] line, int from) {
        for (int i = Math.max(0, from); i < line.length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (watch != null) {
                watch.close();
            }
            pieces.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
