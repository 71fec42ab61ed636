package naru.tunnel.http;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.1 heads, lines and bytes from a source. For one thread at a time.
///
/// A line ends with CR LF and nothing else; a field has no space before its colon and is not folded: whatever two
/// readers could understand in two ways is a [BadMessage].
public final class Input {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private final Source source;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;

    /// Where bytes come from: like InputStream.read.
    @FunctionalInterface
    public interface Source {
        /// Some bytes, or -1 at the end.
        int read(byte[] into, int offset, int length) throws IOException;
    }

    /// Reads from a source.
    public Input(Source source) {
        this.source = source;
    }

    /// Some bytes, those already here first; -1 at the end.
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position == limit) {
            return source.read(into, offset, length);
        }
        int part = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, part);
        position += part;
        return part;
    }

    /// Waits until there is a byte; false at the end.
    public boolean awaitByte() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, source.read(buffer, 0, buffer.length));
        }
        return position < limit;
    }

    /// Reads a request's head; null when the source ends before it begins.
    public @Nullable Head request(int maxBytes, int maxFields) throws IOException {
        if (!awaitByte()) {
            return null;
        }
        int[] left = {maxBytes};
        String line = line(left, 431);
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !isToken(parts[0]) || parts[1].isEmpty() || !isVisible(parts[1])) {
            throw new BadMessage(400, "malformed request line");
        }
        if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
            throw new BadMessage(parts[2].startsWith("HTTP/") ? 505 : 400, "HTTP/1.1 is spoken here");
        }
        return new Head(parts[0], parts[1], parts[2], fields(left, maxFields));
    }

    /// Reads a response's head.
    public Head response(int maxBytes, int maxFields) throws IOException {
        int[] left = {maxBytes};
        String line = line(left, 502);
        if (!line.matches("HTTP/1\\.[01] [1-9][0-9][0-9]( .*)?")) {
            throw new BadMessage(502, "the local server does not answer in HTTP/1.1");
        }
        String reason = line.length() > 13 ? line.substring(13) : "";
        return new Head(line.substring(0, 8), line.substring(9, 12), reason, fields(left, maxFields));
    }

    /// Reads fields up to the empty line.
    public List<Field> fields(int[] left, int maxFields) throws IOException {
        List<Field> fields = new ArrayList<>();
        String line = line(left, 431);
        while (!line.isEmpty()) {
            if (fields.size() == maxFields) {
                throw new BadMessage(431, "more than " + maxFields + " header fields");
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !isToken(line.substring(0, colon))) {
                throw new BadMessage(400, "malformed header field");
            }
            fields.add(new Field(line.substring(0, colon), trim(line.substring(colon + 1))));
            line = line(left, 431);
        }
        return fields;
    }

    /// Reads a line without its CR LF; `left` counts down what may still come.
    String line(int[] left, int statusWhenTooLong) throws IOException {
        StringBuilder text = new StringBuilder(80);
        while (true) {
            int c = next();
            if (--left[0] < 0) {
                throw new BadMessage(statusWhenTooLong, "the header fields are too large");
            }
            if (c == '\r') {
                if (next() != '\n') {
                    throw new BadMessage(400, "a bare carriage return");
                }
                return text.toString();
            }
            if (c == '\n' || c == 0 || c < ' ' && c != '\t' || c == 127) {
                throw new BadMessage(400, "a control character or a bare line feed in the head");
            }
            text.append((char) c);
        }
    }

    private int next() throws IOException {
        if (!awaitByte()) {
            throw new EOFException("the message ended too early");
        }
        return buffer[position++] & 0xff;
    }

    private static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0));
    }

    private static boolean isVisible(String text) {
        return text.chars().allMatch(c -> c > ' ' && c != 127);
    }
}
