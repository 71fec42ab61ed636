package naru.docker;

import java.io.IOException;
import java.io.OutputStream;

/// Output of two streams on one connection: each piece has a head of eight bytes, the stream's number and the
/// piece's length. Safe for use by many threads.
final class Frames {
    /// Media type of framed output.
    static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";
    /// Media type of a terminal's output.
    static final String RAW = "application/vnd.docker.raw-stream";

    private final OutputStream out;
    private final boolean raw;

    /// Frames onto a stream; with `raw` (a terminal) the pieces go as they are.
    Frames(OutputStream out, boolean raw) {
        this.out = out;
        this.raw = raw;
    }

    /// A piece of standard output.
    void stdout(byte[] bytes, int offset, int length) throws IOException {
        write(1, bytes, offset, length);
    }

    /// A piece of standard error.
    void stderr(byte[] bytes, int offset, int length) throws IOException {
        write(2, bytes, offset, length);
    }

    /// A piece of the stream with that number: 1 standard output, 2 standard error.
    synchronized void write(int stream, byte[] bytes, int offset, int length) throws IOException {
        if (raw) {
            out.write(bytes, offset, length);
            return;
        }
        byte[] frame = new byte[8 + length];
        frame[0] = (byte) stream;
        frame[4] = (byte) (length >>> 24);
        frame[5] = (byte) (length >>> 16);
        frame[6] = (byte) (length >>> 8);
        frame[7] = (byte) length;
        System.arraycopy(bytes, offset, frame, 8, length);
        out.write(frame);
    }

    /// Standard output as a stream.
    OutputStream stream(int number) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Frames.this.write(number, bytes, offset, length);
            }
        };
    }

    /// The media type that the client is told.
    static String mediaType(boolean tty, ApiVersion version) {
        return tty || !version.atLeast(42) ? RAW : MULTIPLEXED;
    }
}
