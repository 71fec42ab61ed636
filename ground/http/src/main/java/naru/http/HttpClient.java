package naru.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;

/// A small blocking client over a Unix socket or plain TCP: one connection per request. Safe for use by many
/// threads.
public final class HttpClient {
    private static final int MAX_ERROR = 64 << 10;

    private final SocketAddress address;
    private final Map<String, String> headers;

    private HttpClient(SocketAddress address, Map<String, String> headers) {
        this.address = address;
        this.headers = headers;
    }

    /// A client of a Unix socket.
    public static HttpClient unix(Path socket) {
        return new HttpClient(UnixDomainSocketAddress.of(socket), Map.of());
    }

    /// A client of a TCP address.
    public static HttpClient tcp(String host, int port) {
        return new HttpClient(InetSocketAddress.createUnresolved(host, port), Map.of());
    }

    /// The same, sending one more header each time.
    public HttpClient with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpClient(address, more);
    }

    /// An answer: its body is read as it arrives; close it to end the connection.
    ///
    /// @param status as sent
    /// @param headers as sent
    /// @param body the body
    /// @param wire what closing ends
    public record Answer(int status, Headers headers, InputStream body, AutoCloseable wire) implements AutoCloseable {
        /// The whole body as text.
        public String text() throws IOException {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            try {
                wire.close();
            } catch (Exception e) {
                throw Fault.internal("cannot close the connection: " + e.getMessage(), e);
            }
        }
    }

    /// Reads JSON; a status of 400 or more is a fault with the server's message.
    public <T> T get(String path, Class<T> type) {
        return json("GET", path, new byte[0], type);
    }

    /// Sends JSON and reads JSON; a status of 400 or more is a fault with the server's message.
    public <T> T post(String path, Object body, Class<T> type) {
        return json("POST", path, Json.write(body), type);
    }

    private <T> T json(String method, String path, byte[] body, Class<T> type) {
        try (Answer answer = with("Content-Type", "application/json").send(method, path, body)) {
            if (answer.status >= 400) {
                throw refused(answer);
            }
            return Json.read(answer.body.readAllBytes(), type);
        } catch (IOException e) {
            throw Fault.unavailable("no answer from " + address + ": " + e.getMessage(), e);
        }
    }

    private static Fault refused(Answer answer) throws IOException {
        String text = new String(answer.body.readNBytes(MAX_ERROR), StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            text = Json.tree(text.getBytes(StandardCharsets.UTF_8))
                    .path("message")
                    .asString(text);
        }
        Fault.Kind kind = switch (answer.status) {
            case 401 -> Fault.Kind.UNAUTHORIZED;
            case 403 -> Fault.Kind.FORBIDDEN;
            case 404 -> Fault.Kind.NOT_FOUND;
            case 409 -> Fault.Kind.CONFLICT;
            case 413 -> Fault.Kind.TOO_LARGE;
            case 501 -> Fault.Kind.NOT_IMPLEMENTED;
            case 502, 503, 504 -> Fault.Kind.UNAVAILABLE;
            default -> answer.status < 500 ? Fault.Kind.INVALID : Fault.Kind.INTERNAL;
        };
        return new Fault(kind, text.isEmpty() ? "the server answered " + answer.status : text, null);
    }

    /// Sends a request with a whole body; the answer is read as it arrives.
    public Answer send(String method, String path, byte[] body) throws IOException {
        Wire wire = connect();
        try {
            writeHead(wire, method, path, "Connection: close\r\nContent-Length: " + body.length + "\r\n");
            wire.write(body, 0, body.length);
            return answer(wire, method);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    /// Sends a request whose body is a stream, in chunks.
    public Answer stream(String method, String path, InputStream body) throws IOException {
        Wire wire = connect();
        try {
            writeHead(wire, method, path, "Connection: close\r\nTransfer-Encoding: chunked\r\n");
            byte[] part = new byte[64 << 10];
            for (int n = body.read(part); n >= 0; n = body.read(part)) {
                write(wire, Integer.toHexString(n) + "\r\n");
                wire.write(part, 0, n);
                write(wire, "\r\n");
            }
            write(wire, "0\r\n\r\n");
            return answer(wire, method);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    /// Sends a request that asks for the connection, and takes it; anything but 101 or 200 is a fault.
    public Duplex upgrade(String method, String path, String protocol, byte[] body) throws IOException {
        Wire wire = connect();
        try {
            writeHead(
                    wire,
                    method,
                    path,
                    "Connection: Upgrade\r\nUpgrade: " + protocol + "\r\nContent-Length: " + body.length + "\r\n");
            wire.write(body, 0, body.length);
            Intake intake = new Intake(wire);
            Head head = head(intake);
            if (status(head) != 101 && status(head) != 200) {
                throw refused(answer(head, intake, wire, method));
            }
            return new HijackedDuplex(wire, new Body.Sized(intake, Long.MAX_VALUE, true));
        } catch (IOException | Fault e) {
            wire.close();
            throw e;
        }
    }

    private Wire connect() throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            return Wire.of(SocketChannel.open(unix));
        }
        InetSocketAddress tcp = (InetSocketAddress) address;
        return Wire.of(new Socket(tcp.getHostString(), tcp.getPort()));
    }

    private void writeHead(Wire wire, String method, String path, String more) throws IOException {
        String host = address instanceof InetSocketAddress tcp ? tcp.getHostString() + ":" + tcp.getPort() : "naru";
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        write(wire, head.append(more).append("\r\n").toString());
    }

    private static void write(Wire wire, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        wire.write(bytes, 0, bytes.length);
    }

    private static Answer answer(Wire wire, String method) throws IOException {
        Intake intake = new Intake(wire);
        return answer(head(intake), intake, wire, method);
    }

    private static Answer answer(Head head, Intake intake, Wire wire, String method) throws IOException {
        int status = status(head);
        boolean bodiless = method.equals("HEAD") || status == 204 || status == 304;
        InputStream body = bodiless ? Body.none(intake) : Body.of(intake, head.headers(), Limits.DEFAULT, true);
        return new Answer(status, head.headers(), body, wire);
    }

    private static Head head(Intake intake) throws IOException {
        Head head = Head.read(intake, Limits.DEFAULT);
        while (head != null && status(head) == 100) {
            head = Head.read(intake, Limits.DEFAULT);
        }
        if (head == null) {
            throw new IOException("the connection ended without an answer");
        }
        return head;
    }

    private static int status(Head head) throws IOException {
        try {
            return Integer.parseInt(head.first()[1]);
        } catch (NumberFormatException e) {
            throw new IOException("not HTTP: " + String.join(" ", head.first()), e);
        }
    }
}
