package naru.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import naru.linux.AlignedBuffer;
import naru.linux.DirectFile;
import naru.linux.Errno;
import org.jspecify.annotations.Nullable;

/// Writes the bytes of a file from some place on, past the page cache: for large files that nobody
/// reads soon. The cache's pages cost several times what the disk does, and push out what is read.
/// Where the file system cannot do so, and for what is left at the end, the ordinary channel is used.
/// For one thread at a time; the last bytes are written by [#flush], and all are on disk when the
/// ordinary channel was forced.
final class DirectOutput extends OutputStream {
    private static final int PIECE = 1 << 20;

    private final FileChannel ordinary;
    private final AlignedBuffer piece = new AlignedBuffer(PIECE);
    private final ByteBuffer waiting = piece.bytes();
    private @Nullable DirectFile direct;
    private long at;

    /// Goes on with a file; close it before the ordinary channel.
    ///
    /// @param ordinary the file, open for writing
    /// @param at offset of the next byte
    DirectOutput(Path file, FileChannel ordinary, long at) {
        this.ordinary = ordinary;
        this.at = at;
        this.direct = at % DirectFile.BLOCK == 0 ? open(file) : null;
    }

    private static @Nullable DirectFile open(Path file) {
        try {
            return DirectFile.open(file);
        } catch (Errno e) {
            return null;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, waiting.remaining());
            waiting.put(bytes, offset + done, count);
            done += count;
            if (!waiting.hasRemaining()) {
                passWhole();
            }
        }
    }

    /// Writes the bytes that wait. Nothing goes past the page cache afterwards: that takes whole blocks.
    @Override
    public void flush() throws IOException {
        leaveDirect();
        waiting.flip();
        passRest();
    }

    private void passWhole() throws IOException {
        waiting.flip();
        while (direct != null && waiting.hasRemaining()) {
            try {
                at += direct.write(waiting, at);
            } catch (Errno e) { // some file systems refuse only now; what else is wrong, the ordinary channel says
                leaveDirect();
            }
        }
        passRest();
    }

    private void passRest() throws IOException {
        while (waiting.hasRemaining()) {
            at += ordinary.write(waiting, at);
        }
        waiting.clear();
    }

    private void leaveDirect() {
        if (direct != null) {
            direct.close();
            direct = null;
        }
    }

    @Override
    public void close() {
        leaveDirect();
        piece.close();
    }
}
