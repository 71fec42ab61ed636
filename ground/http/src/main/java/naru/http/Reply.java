package naru.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;

/// The answer of one exchange: its head is sent with the first byte, and how the body's end is told follows from
/// what is known by then. One thread writes at a time; the writers of a door take turns by this object's lock.
final class Reply {
    private final Wire wire;
    private final boolean http10;
    private final boolean head;
    private final List<Headers.Field> fields = new ArrayList<>();
    private int status = 200;
    private boolean keepAlive;
    private boolean begun;
    private boolean ended;
    private boolean chunked;
    private boolean broken;

    Reply(Wire wire, boolean http10, boolean head, boolean keepAlive) {
        this.wire = wire;
        this.http10 = http10;
        this.head = head;
        this.keepAlive = keepAlive;
    }

    synchronized void status(int code) {
        requireUnbegun();
        status = code;
    }

    synchronized int status() {
        return status;
    }

    synchronized void set(String name, String value) {
        requireUnbegun();
        if (!Head.isToken(name) || value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw Fault.internal("not a header: " + name, null);
        }
        fields.removeIf(f -> f.name().equalsIgnoreCase(name));
        fields.add(new Headers.Field(name, value));
    }

    synchronized boolean begun() {
        return begun;
    }

    /// Whether nobody takes it any more.
    synchronized boolean broken() {
        return broken;
    }

    synchronized boolean keepAlive() {
        return keepAlive && ended;
    }

    synchronized void closeAfter() {
        keepAlive = false;
    }

    /// Sends everything at once with its length.
    synchronized void whole(byte[] body) throws IOException {
        requireUnbegun();
        begun = true;
        ended = true;
        boolean bodiless = status == 204 || status == 304 || status < 200;
        StringBuilder lines = lines();
        if (!bodiless && !has("Content-Length")) {
            lines.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] top = bytes(lines.append("\r\n"));
        byte[] all = top;
        if (!head && !bodiless) {
            all = new byte[top.length + body.length];
            System.arraycopy(top, 0, all, 0, top.length);
            System.arraycopy(body, 0, all, top.length, body.length);
        }
        send(all, 0, all.length);
    }

    /// Sends the head now; the body follows through [#stream].
    synchronized void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        StringBuilder lines = new StringBuilder();
        if (!has("Content-Length") && status != 204 && status != 304) {
            chunked = !http10;
            keepAlive &= chunked;
        }
        lines.append(lines());
        if (chunked) {
            lines.append("Transfer-Encoding: chunked\r\n");
        }
        byte[] top = bytes(lines.append("\r\n"));
        send(top, 0, top.length);
    }

    /// Sends the head of a connection that is handed over.
    synchronized void upgrade(String statusLine) throws IOException {
        requireUnbegun();
        begun = true;
        keepAlive = false;
        StringBuilder lines = new StringBuilder("HTTP/1.1 ").append(statusLine).append("\r\n");
        fields.forEach(
                f -> lines.append(f.name()).append(": ").append(f.value()).append("\r\n"));
        byte[] top = bytes(lines.append("\r\n"));
        send(top, 0, top.length);
    }

    /// Ends the body.
    synchronized void end() throws IOException {
        if (!ended) {
            begin();
            ended = true;
            if (chunked && !head) {
                byte[] last = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                send(last, 0, last.length);
            }
        }
    }

    /// The body as a stream that sends at every write.
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                part(buffer, offset, length);
            }

            @Override
            public void flush() throws IOException {
                begin();
            }

            @Override
            public void close() throws IOException {
                end();
            }
        };
    }

    private synchronized void part(byte[] buffer, int offset, int length) throws IOException {
        begin();
        if (ended) {
            throw new IOException("the answer has ended");
        }
        if (head || length == 0) {
            return;
        }
        if (!chunked) {
            send(buffer, offset, length);
            return;
        }
        byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = new byte[size.length + length + 2];
        System.arraycopy(size, 0, chunk, 0, size.length);
        System.arraycopy(buffer, offset, chunk, size.length, length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        send(chunk, 0, chunk.length);
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        try {
            wire.write(bytes, offset, length);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private boolean has(String name) {
        return fields.stream().anyMatch(f -> f.name().equalsIgnoreCase(name));
    }

    private StringBuilder lines() {
        StringBuilder lines = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(Reason.of(status))
                .append("\r\n");
        for (Headers.Field field : fields) {
            lines.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        if (!has("Date")) {
            lines.append("Date: ").append(Reason.date()).append("\r\n");
        }
        if (!keepAlive) {
            lines.append("Connection: close\r\n");
        } else if (http10) {
            lines.append("Connection: keep-alive\r\n");
        }
        return lines;
    }

    private void requireUnbegun() {
        if (begun) {
            throw Fault.internal("the answer has already begun", null);
        }
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
