package naru.kube.stream;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The server's side of a SPDY/3.1 connection (draft-mbelshe-httpbis-spdy-00) as far as Kubernetes uses it: the client
/// opens streams, data goes both ways, windows are not kept. One thread runs [#serve]; any may write.
final class SpdyConnection {
    private static final int VERSION = 0x8003;
    private static final int SYN_STREAM = 1;
    private static final int SYN_REPLY = 2;
    private static final int RST_STREAM = 3;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int FIN = 1;
    private static final int MOST_STREAMS = 2_000;
    private static final int MOST_FRAME = 1 << 20;

    private final DataInputStream in;
    private final OutputStream out;
    private final SpdyHeaders headers = new SpdyHeaders();
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();

    SpdyConnection(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /// Reads until the client is gone; tells of every stream that it opens. Ends all streams.
    void serve(Consumer<SpdyStream> opened) throws IOException {
        try (headers) {
            while (frame(opened)) {
                Thread.yield();
            }
        } finally {
            streams.values().forEach(SpdyStream::endInput);
        }
    }

    private boolean frame(Consumer<SpdyStream> opened) throws IOException {
        int first;
        try {
            first = in.readInt();
        } catch (EOFException e) {
            return false;
        }
        int second = in.readInt();
        int flags = second >>> 24;
        byte[] payload = payload(second & 0xffffff);
        if (first >= 0) {
            received(first, flags, payload);
            return true;
        }
        return control(first & 0xffff, flags, payload, opened);
    }

    private byte[] payload(int length) throws IOException {
        if (length > MOST_FRAME) {
            throw new IOException("a SPDY frame of " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the client went inside a SPDY frame");
        }
        return payload;
    }

    private void received(int id, int flags, byte[] payload) throws IOException {
        SpdyStream stream = streams.get(id);
        if (stream != null) {
            stream.receive(payload);
            if ((flags & FIN) != 0) {
                stream.endInput();
            }
        }
    }

    private boolean control(int type, int flags, byte[] payload, Consumer<SpdyStream> opened) throws IOException {
        switch (type) {
            case SYN_STREAM -> open(flags, payload, opened);
            case RST_STREAM -> drop(payload);
            case PING -> write(frame(PING, 0, payload));
            case GOAWAY -> {
                return false;
            }
            default -> {} // windows and settings: Kubernetes' clients do not depend on them
        }
        return true;
    }

    private void open(int flags, byte[] payload, Consumer<SpdyStream> opened) throws IOException {
        if (payload.length < 10) {
            throw new IOException("a SPDY stream without headers");
        }
        int id = ByteBuffer.wrap(payload).getInt();
        Map<String, String> fields = headers.read(Arrays.copyOfRange(payload, 10, payload.length));
        if (streams.size() >= MOST_STREAMS) {
            write(frame(
                    RST_STREAM, 0, ByteBuffer.allocate(8).putInt(id).putInt(3).array()));
            return;
        }
        SpdyStream stream = new SpdyStream(this, id, fields);
        streams.put(id, stream);
        if ((flags & FIN) != 0) {
            stream.endInput();
        }
        reply(id);
        opened.accept(stream);
    }

    private void reply(int id) throws IOException {
        writing.lock();
        try {
            byte[] block = headers.write(Map.of());
            ByteBuffer payload =
                    ByteBuffer.allocate(4 + block.length).putInt(id).put(block);
            write(frame(SYN_REPLY, 0, payload.array()));
        } finally {
            writing.unlock();
        }
    }

    private void drop(byte[] payload) throws IOException {
        if (payload.length < 4) {
            throw new IOException("a SPDY reset of no stream");
        }
        SpdyStream stream = streams.remove(ByteBuffer.wrap(payload).getInt());
        if (stream != null) {
            stream.endInput();
            stream.abandon();
        }
    }

    /// Forgets a stream that both sides have ended.
    void forget(SpdyStream stream) {
        streams.values().remove(stream);
    }

    /// Sends data of a stream, the last of it with `end`.
    void data(int id, byte[] bytes, int offset, int length, boolean end) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(8 + length).putInt(id).putInt((end ? FIN << 24 : 0) | length);
        write(frame.put(bytes, offset, length).array());
    }

    private static byte[] frame(int type, int flags, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putShort((short) VERSION)
                .putShort((short) type)
                .putInt((flags << 24) | payload.length)
                .put(payload)
                .array();
    }

    private void write(byte[] frame) throws IOException {
        writing.lock();
        try {
            out.write(frame, 0, frame.length);
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
