package naru.node.pod.access;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import naru.container.LogEntry;
import naru.container.Logs;

/// A container's log as bytes: each line as it was said, with its time before it if asked. For one thread, except
/// [#close].
final class LogStream extends InputStream {
    private static final DateTimeFormatter NANOS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Logs logs;
    private final boolean timestamps;
    private long rest;
    private byte[] piece = new byte[0];
    private int at;
    private boolean lineBegins = true;

    /// @param limit bytes at most, 0 for all
    LogStream(Logs logs, boolean timestamps, long limit) {
        this.logs = logs;
        this.timestamps = timestamps;
        this.rest = limit > 0 ? limit : Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (rest == 0 || at == piece.length && !more()) {
            return -1;
        }
        int part = (int) Math.min(rest, Math.min(length, piece.length - at));
        System.arraycopy(piece, at, bytes, offset, part);
        at += part;
        rest -= part;
        return part;
    }

    private boolean more() throws IOException {
        LogEntry entry = logs.next();
        if (entry == null) {
            return false;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        if (timestamps && lineBegins) {
            text.write((NANOS.format(entry.time()) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] line = entry.line();
        text.write(line);
        lineBegins = line.length > 0 && line[line.length - 1] == '\n';
        piece = text.toByteArray();
        at = 0;
        return piece.length > 0 || more();
    }

    @Override
    public void close() {
        logs.close();
    }
}
