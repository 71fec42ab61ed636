package naru.tunnel.mux;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;

/// One frame: a type byte, the stream's id (4 bytes), the payload's length (2 bytes), the payload.
///
/// A whole frame is at most 16 KiB, so that it fills one TLS record at most.
public record Frame(FrameType type, int stream, byte[] payload) {
    static final int HEADER = 7;

    /// The longest payload.
    public static final int MAX_PAYLOAD = 16 * 1024 - HEADER;

    /// Reads one frame; an end of the stream or a frame that breaks the rules is an IOException.
    public static Frame read(DataInputStream in) throws IOException {
        FrameType type = FrameType.of(in.readUnsignedByte());
        int stream = in.readInt();
        int length = in.readUnsignedShort();
        if (length > MAX_PAYLOAD || stream < 0) {
            throw new IOException("malformed " + type + " frame: stream " + stream + ", length " + length);
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, stream, payload);
    }

    /// Writes this frame and flushes.
    public void write(OutputStream out) throws IOException {
        out.write(encode(type, stream, payload, 0, payload.length));
        out.flush();
    }

    /// A frame's bytes.
    static byte[] encode(FrameType type, int stream, byte[] payload, int offset, int length) {
        byte[] bytes = new byte[HEADER + length];
        bytes[0] = (byte) type.ordinal();
        putInt(bytes, 1, stream);
        bytes[5] = (byte) (length >>> 8);
        bytes[6] = (byte) length;
        System.arraycopy(payload, offset, bytes, HEADER, length);
        return bytes;
    }

    static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    static int getInt(byte[] bytes, int at) throws IOException {
        if (bytes.length < at + 4) {
            throw new IOException("frame too short");
        }
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }
}
