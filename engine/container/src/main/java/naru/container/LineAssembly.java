package naru.container;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts lines together again that conmon wrote in pieces, as its reads of the container's pipe happened to cut them. A
/// line longer than Docker's limit of 16 KiB stays in pieces of that size.
final class LineAssembly {
    private static final int MOST = 16 * 1024;

    private final Map<Stream, Begun> lines = new EnumMap<>(Stream.class);

    private record Begun(Instant time, ByteArrayOutputStream bytes) {}

    /// Takes a piece; answers the line that it completes.
    @Nullable
    LogEntry add(LogEntry piece) {
        boolean whole = piece.line().length > 0 && piece.line()[piece.line().length - 1] == '\n';
        Begun begun = lines.get(piece.stream());
        if (begun == null && whole) {
            return piece;
        }
        Begun line = begun == null ? new Begun(piece.time(), new ByteArrayOutputStream()) : begun;
        line.bytes().writeBytes(piece.line());
        if (whole || line.bytes().size() >= MOST) {
            lines.remove(piece.stream());
            return entry(piece.stream(), line);
        }
        lines.put(piece.stream(), line);
        return null;
    }

    /// Whether no line is half there.
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /// A line whose end never came, once nothing more can come.
    @Nullable
    LogEntry rest() {
        for (Stream stream : Stream.values()) {
            Begun line = lines.remove(stream);
            if (line != null) {
                return entry(stream, line);
            }
        }
        return null;
    }

    private static LogEntry entry(Stream stream, Begun line) {
        return new LogEntry(line.time(), stream, line.bytes().toByteArray());
    }
}
