package naru.kube.link;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// A process' streams on one connection: frames of a kind (one byte), a length (four) and that many bytes. One thread
/// reads; any may write.
final class Frames {
    /// To the process.
    static final int STDIN = 0;

    /// From it.
    static final int STDOUT = 1;

    /// From it.
    static final int STDERR = 2;

    /// Its exit code (four bytes); nothing follows.
    static final int EXIT = 3;

    /// Columns and rows (four bytes each).
    static final int RESIZE = 4;

    /// No more input.
    static final int END = 5;

    private static final int LONGEST = 1 << 20;
    private static final int PART = 32 << 10;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    /// One frame.
    record Frame(int kind, byte[] bytes) {
        /// The number at a place of a frame that holds numbers.
        int number(int place) {
            return ByteBuffer.wrap(bytes).getInt(place * 4);
        }
    }

    Frames(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /// The next frame.
    ///
    /// @throws EOFException if the other side is gone
    Frame read() throws IOException {
        int kind = in.readUnsignedByte();
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the other side went inside a frame");
        }
        return new Frame(kind, bytes);
    }

    void write(int kind, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(5 + length).put((byte) kind).putInt(length);
        frame.put(bytes, offset, length);
        writing.lock();
        try {
            out.write(frame.array());
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    void numbers(int kind, int... numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * 4);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        write(kind, bytes.array(), 0, bytes.capacity());
    }

    /// Sends a stream as frames until its end.
    void pump(int kind, InputStream from) throws IOException {
        byte[] part = new byte[PART];
        for (int n = from.read(part); n >= 0; n = from.read(part)) {
            write(kind, part, 0, n);
        }
    }
}
