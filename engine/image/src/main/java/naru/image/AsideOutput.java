package naru.image;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Passes what is written to it to another stream on a thread of its own, so that whoever writes goes
/// on meanwhile. It is a platform thread: the other stream keeps a processor or a disk busy, and
/// would keep other virtual threads from theirs. At most [#PIECES] pieces wait. What the other stream
/// refuses is thrown by the next call, or by [#finish]. For one thread that writes; the other stream
/// is used by nobody else until [#finish] or [#close].
final class AsideOutput extends OutputStream {
    private static final int PIECES = 16;
    /// Large enough that waking the other thread costs nothing beside what it has to do.
    private static final int PIECE_BYTES = 64 << 10;
    /// The last piece, the only one with nothing in it.
    private static final byte[] END = new byte[0];

    private final OutputStream out;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(PIECES);
    private final Thread writer;
    private volatile @Nullable Throwable refusal;
    private byte[] filling = new byte[PIECE_BYTES];
    private int filled;
    private boolean ended;

    AsideOutput(OutputStream out) {
        this.out = out;
        this.writer = Thread.ofPlatform().name("aside").daemon().start(this::pass);
    }

    private void pass() {
        try {
            for (byte[] piece = waiting.take(); piece.length > 0; piece = waiting.take()) {
                pass(piece);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// After a refusal the rest is taken and dropped, so that the writer comes to its next call and hears of it.
    private void pass(byte[] piece) {
        if (refusal != null) {
            return;
        }
        try {
            out.write(piece);
        } catch (IOException | RuntimeException | Error e) { // an Error, too, is for the writer to hear of
            refusal = e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        check();
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, PIECE_BYTES - filled);
            System.arraycopy(bytes, offset + done, filling, filled, count);
            filled += count;
            done += count;
            if (filled == PIECE_BYTES) {
                put(filling);
                filling = new byte[PIECE_BYTES];
                filled = 0;
            }
        }
    }

    /// Waits until all was written; nothing can be written afterwards.
    void finish() throws IOException {
        if (filled > 0) {
            put(Arrays.copyOf(filling, filled));
            filled = 0;
        }
        end();
        check();
    }

    /// Ends the thread; whether all was written is not asked.
    @Override
    public void close() throws IOException {
        end();
    }

    private void end() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        put(END);
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void put(byte[] piece) throws IOException {
        try {
            waiting.put(piece);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /// The other thread is told too: nobody would end it any more.
    private IOException interrupted() {
        writer.interrupt();
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while writing");
    }

    private void check() throws IOException {
        Throwable found = refusal;
        if (found instanceof Fault fault) {
            throw fault;
        }
        if (found != null) {
            throw new IOException(found.getMessage(), found);
        }
    }
}
