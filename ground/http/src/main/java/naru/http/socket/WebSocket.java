package naru.http.socket;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.http.Duplex;
import naru.http.Exchange;
import org.jspecify.annotations.Nullable;

/// The server's side of a WebSocket (RFC 6455). One thread reads; any may write.
public final class WebSocket implements AutoCloseable {
    private static final String TYPE = "application/octet-stream";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_MESSAGE = 1 << 20;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL = 125;

    private final Duplex duplex;
    private final DataInputStream in;
    private final ReentrantLock writing = new ReentrantLock();
    private boolean closed;

    /// A frame as it came, unmasked.
    private record Frame(boolean last, int opcode, byte[] payload) {}

    /// Over a connection that was taken over.
    public WebSocket(Duplex duplex) {
        this.duplex = duplex;
        this.in = new DataInputStream(duplex.in());
    }

    /// Takes a request's connection over as a WebSocket, in the first of some protocols that the
    /// client offers too; none is spoken where there is none to choose from.
    ///
    /// @throws Fault INVALID for a request that asks wrongly, FORBIDDEN if no protocol is the client's
    public static WebSocket open(Exchange exchange, List<String> spoken) throws IOException {
        String key = exchange.header("Sec-WebSocket-Key");
        if (key.isEmpty() || !exchange.header("Sec-WebSocket-Version").equals("13")) {
            throw Fault.invalid("a WebSocket needs Sec-WebSocket-Key and Sec-WebSocket-Version: 13");
        }
        exchange.set("Sec-WebSocket-Accept", accept(key));
        if (!spoken.isEmpty()) {
            exchange.set("Sec-WebSocket-Protocol", chosen(exchange, spoken));
        }
        return new WebSocket(exchange.hijack(TYPE));
    }

    private static String chosen(Exchange exchange, List<String> spoken) {
        List<String> offered = exchange.headers().all("Sec-WebSocket-Protocol").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        return spoken.stream()
                .filter(offered::contains)
                .findFirst()
                .orElseThrow(() -> Fault.forbidden(
                        "unable to upgrade: the protocols spoken here are " + String.join(", ", spoken)));
    }

    /// What the server answers to a client's `Sec-WebSocket-Key` (RFC 6455, 4.2.2).
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    /// The next message; null when the client has closed or is gone. Pings are answered on the way.
    public byte @Nullable [] read() throws IOException {
        byte[] message = new byte[0];
        while (true) {
            Frame frame;
            try {
                frame = frame();
            } catch (EOFException e) {
                return null;
            }
            switch (frame.opcode()) {
                case PING -> write(PONG, frame.payload(), 0, frame.payload().length);
                case PONG -> {}
                case CLOSE -> {
                    return null;
                }
                case CONTINUATION, TEXT, BINARY -> {
                    message = joined(message, frame.payload());
                    if (frame.last()) {
                        return message;
                    }
                }
                default -> throw new IOException("unknown WebSocket frame " + frame.opcode());
            }
        }
    }

    private static byte[] joined(byte[] front, byte[] back) throws IOException {
        if (front.length + back.length > MAX_MESSAGE) {
            throw new IOException("a WebSocket message of more than " + MAX_MESSAGE + " bytes");
        }
        return front.length == 0
                ? back
                : ByteBuffer.allocate(front.length + back.length)
                        .put(front)
                        .put(back)
                        .array();
    }

    private Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if (length < 0 || length > MAX_MESSAGE || (first & 0x70) != 0 || (second & 0x80) == 0) {
            throw new IOException("a WebSocket frame that is too long, unmasked or of an unknown extension");
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("the client went inside a frame");
        }
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new Frame((first & 0x80) != 0, first & 0x0f, payload);
    }

    /// Sends one message of text.
    public void writeText(byte[] utf8) throws IOException {
        write(TEXT, utf8, 0, utf8.length);
    }

    /// Sends one binary message.
    public void write(byte[] bytes, int offset, int length) throws IOException {
        write(BINARY, bytes, offset, length);
    }

    private void write(int opcode, byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(length + 10).put((byte) (0x80 | opcode));
        if (length <= MAX_CONTROL) {
            frame.put((byte) length);
        } else if (length < 1 << 16) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        frame.put(bytes, offset, length);
        writing.lock();
        try {
            if (!closed) {
                duplex.out().write(frame.array(), 0, frame.position());
            }
        } finally {
            writing.unlock();
        }
    }

    /// Says that it is over, and why: 1000 for the ordinary end.
    public void end(int code) throws IOException {
        byte[] reason = ByteBuffer.allocate(2).putShort((short) code).array();
        writing.lock();
        try {
            write(CLOSE, reason, 0, reason.length);
            closed = true;
        } finally {
            writing.unlock();
        }
    }

    /// Ends it at once, whoever waits for the client.
    public void abort() {
        duplex.abort();
    }

    @Override
    public void close() {
        duplex.close();
    }

    /// What binary messages carry, as one stream of bytes.
    public InputStream bytesIn() {
        return new MessageInput(this);
    }

    /// Every write as one binary message.
    public OutputStream bytesOut() {
        return new MessageOutput(this, -1);
    }

    /// Every write as one binary message that begins with the channel's number.
    public OutputStream channel(int number) {
        return new MessageOutput(this, number);
    }
}
