package naru.tunnel.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads a message's body, framing taken off. For one thread.
public final class Body {
    private static final int MAX_CHUNK_LINE = 1_024;
    private static final int MAX_TRAILER_BYTES = 16 * 1024;
    private static final List<String> NO_TRAILERS =
            List.of("content-length", "transfer-encoding", "host", "connection", "trailer", "authorization");

    private final Input in;
    private final Framing framing;
    private long left;
    private boolean over;
    private List<Field> trailers = List.of();

    /// A body that follows a head on `in`.
    public Body(Input in, Framing framing) {
        this.in = in;
        this.framing = framing;
        switch (framing) {
            case Framing.Length(long bytes) -> {
                left = bytes;
                over = bytes == 0;
            }
            case Framing.None _ -> over = true;
            case Framing.Chunked _, Framing.UntilClose _ -> over = false;
        }
    }

    /// Whether all of it has been read.
    public boolean isOver() {
        return over;
    }

    /// The fields after a chunked body's end.
    public List<Field> trailers() {
        return trailers;
    }

    /// Some bytes; -1 at the end. A body that ends too early is an EOFException.
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!over && left == 0 && framing instanceof Framing.Chunked) {
            nextChunk();
        }
        if (over) {
            return -1;
        }
        boolean counted = !(framing instanceof Framing.UntilClose);
        int read = in.read(into, offset, counted ? (int) Math.min(length, left) : length);
        if (read < 0) {
            if (counted) {
                throw new EOFException("the body ended too early");
            }
            over = true;
            return -1;
        }
        if (counted) {
            took(read);
        }
        return read;
    }

    private void took(int bytes) throws IOException {
        left -= bytes;
        if (left == 0) {
            if (framing instanceof Framing.Chunked) {
                if (!in.line(new int[] {1}, 400).isEmpty()) {
                    throw new BadMessage(400, "a chunk that is longer than it says");
                }
            } else {
                over = true;
            }
        }
    }

    private void nextChunk() throws IOException {
        String line = in.line(new int[] {MAX_CHUNK_LINE}, 400);
        int semicolon = line.indexOf(';');
        String size = semicolon < 0 ? line : line.substring(0, semicolon).stripTrailing();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new BadMessage(400, "a malformed chunk size");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            trailers = in.fields(new int[] {MAX_TRAILER_BYTES}, 100);
            over = true;
            if (trailers.stream().anyMatch(f -> NO_TRAILERS.contains(f.plainName()))) {
                throw new BadMessage(400, "a trailer field that is not allowed there");
            }
        }
    }

    /// A chunk's first line.
    public static byte[] chunkStart(int size) {
        return (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// What ends a chunked body.
    public static byte[] chunksEnd(List<Field> trailers) {
        StringBuilder text = new StringBuilder("0\r\n");
        trailers.forEach(
                f -> text.append(f.name()).append(": ").append(f.value()).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
