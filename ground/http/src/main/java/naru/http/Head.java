package naru.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines before a body, of a request or an answer (RFC 9112 sections 2 to 5).
///
/// @param first the request line or status line in three parts
/// @param headers the fields
record Head(String[] first, Headers headers) {
    /// Reads a head; null if the connection ended before its first byte.
    static @Nullable Head read(Intake in, Limits limits) throws IOException {
        String line = line(in, limits);
        while (line != null && line.isEmpty()) {
            line = line(in, limits); // an empty line before a request is to be ignored
        }
        if (line == null) {
            return null;
        }
        String[] first = line.split(" ", 3);
        if (first.length < 2) {
            throw new BadRequest(400, "malformed first line");
        }
        return new Head(first, new Headers(fields(in, limits, line.length())));
    }

    private static List<Headers.Field> fields(Intake in, Limits limits, int already) throws IOException {
        List<Headers.Field> fields = new ArrayList<>();
        int size = already;
        while (true) {
            String line = line(in, limits);
            if (line == null) {
                throw new BadRequest(400, "the head ended early");
            }
            if (line.isEmpty()) {
                return fields;
            }
            size += line.length() + 2;
            if (size > limits.head() || fields.size() >= limits.fields()) {
                throw new BadRequest(431, "too many headers");
            }
            fields.add(field(line));
        }
    }

    private static Headers.Field field(String line) throws BadRequest {
        int colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.substring(0, colon))) {
            throw new BadRequest(400, "malformed header line");
        }
        String value = line.substring(colon + 1).strip();
        if (value.indexOf('\0') >= 0 || value.indexOf('\r') >= 0) {
            throw new BadRequest(400, "malformed header value");
        }
        return new Headers.Field(line.substring(0, colon), value);
    }

    /// One line without its end; null at the end of the connection.
    static @Nullable String line(Intake in, Limits limits) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new BadRequest(400, "a line ended early");
            }
            if (line.length() >= limits.line()) {
                throw new BadRequest(431, "a line is longer than " + limits.line() + " bytes");
            }
            line.append((char) c);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    /// Whether the text is a token of RFC 9110 section 5.6.2.
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }
}
