package naru.cli;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The least of HTTP/1.1 that a command needs on a Unix socket: one request per connection, answers by length, in
/// chunks, or until the end. It exists because the JDK's client knows no Unix sockets.
final class SocketHttp {
    private static final int MAX_HEAD = 64 << 10;

    private final Path socket;

    private SocketHttp(Path socket) {
        this.socket = socket;
    }

    /// A client of `unix:///path` or a path.
    static SocketHttp at(String host) {
        return new SocketHttp(Path.of(host.replaceFirst("^unix://", "")));
    }

    /// One request with an optional JSON body; the answer as JSON. A status of 400 or more is a fault with its
    /// sentence.
    JsonNode json(String method, String path, @Nullable Object body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        exchange(method, path, body, in -> in.transferTo(answer));
        return answer.size() == 0
                ? Json.tree("null".getBytes(StandardCharsets.UTF_8))
                : Json.tree(answer.toByteArray());
    }

    /// One request whose answer is text, handed on line by line as it arrives.
    void lines(String method, String path, @Nullable Object body, Consumer<String> each) {
        exchange(method, path, body, in -> {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                each.accept(line);
            }
        });
    }

    /// What is done with an answer's body.
    private interface Body {
        void read(InputStream in) throws IOException;
    }

    private void exchange(String method, String path, @Nullable Object body, Body use) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            byte[] content = body == null ? new byte[0] : Json.write(body);
            String head = method + " " + path + " HTTP/1.1\r\nHost: naru\r\nConnection: close\r\n"
                    + (body == null ? "" : "Content-Type: application/json\r\n") + "Content-Length: " + content.length
                    + "\r\n\r\n";
            write(channel, head.getBytes(StandardCharsets.US_ASCII));
            write(channel, content);
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            Head answer = Head.read(in);
            if (answer.status >= 400) {
                throw refused(answer, answer.body(in).readNBytes(MAX_HEAD));
            }
            use.read(answer.body(in));
        } catch (IOException e) {
            throw new NotRunning("no answer from " + socket + " (" + e.getMessage() + "): is the daemon up? 'naru up'");
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static Fault refused(Head head, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            JsonNode json = Json.tree(body);
            text = json.path("message").asString(json.path("error").asString(text));
        }
        return new Fault(
                head.status == 404 ? Fault.Kind.NOT_FOUND : Fault.Kind.CONFLICT,
                text.isEmpty() ? "the daemon answered " + head.status : text,
                null);
    }

    /// An answer's first lines.
    private record Head(int status, long length, boolean chunked) {
        static Head read(InputStream in) throws IOException {
            String first = line(in);
            String[] words = first.split(" ", 3);
            if (words.length < 2) {
                throw new IOException("not HTTP: '" + first + "'");
            }
            long length = -1;
            boolean chunked = false;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Long.parseLong(
                            lower.substring("content-length:".length()).strip());
                }
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            }
            return new Head(Integer.parseInt(words[1]), length, chunked);
        }

        InputStream body(InputStream in) {
            if (status == 204 || status == 304) {
                return InputStream.nullInputStream();
            }
            return chunked ? new Chunks(in) : length < 0 ? in : new Limited(in, length);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > MAX_HEAD) {
                throw new IOException("the answer ended early");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// A body of known length.
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }

    /// A body in chunks.
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private InputStream chunk = InputStream.nullInputStream();
        private boolean first = true;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = chunk.read(buffer, offset, length);
            while (n < 0 && !ended) {
                next();
                n = ended ? -1 : chunk.read(buffer, offset, length);
            }
            return n;
        }

        private void next() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            long size = Long.parseLong(line(in).split(";", 2)[0].strip(), 16);
            ended = size == 0;
            chunk = new Limited(in, size);
        }
    }
}
