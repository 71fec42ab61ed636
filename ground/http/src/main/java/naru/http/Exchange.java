package naru.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;

/// One request and its answer.
///
/// The handler's thread owns it; [#output] may be written by other threads in turn. It ends when the handler
/// returns, except after [#hijack], when the connection ends with the [Duplex].
public final class Exchange {
    private final Request request;
    private final Reply reply;
    private final Connection connection;
    private Map<String, String> variables = Map.of();

    Exchange(Request request, Reply reply, Connection connection) {
        this.request = request;
        this.reply = reply;
        this.connection = connection;
    }

    /// `GET`, `POST`, …, as sent.
    public String method() {
        return request.method();
    }

    /// The path as sent, without query.
    public String rawPath() {
        return request.rawPath();
    }

    /// The path, decoded. Use the route's variables to tell `/` from `%2F`.
    public String path() {
        return Paths.decode(request.rawPath());
    }

    /// The text after the question mark, as sent.
    public String rawQuery() {
        return request.rawQuery();
    }

    /// The parameters of the query.
    public Query query() {
        return request.query();
    }

    /// The request's headers.
    public Headers headers() {
        return request.headers();
    }

    /// A request header, or an empty text.
    public String header(String name) {
        return request.headers().get(name);
    }

    /// Whether the client speaks HTTP/1.0.
    public boolean http10() {
        return request.http10();
    }

    /// The other side's address, for logs.
    public String peer() {
        return connection.peer();
    }

    /// The certificate that a TLS client proved itself with: one that the listener's trust covers.
    public Optional<X509Certificate> clientCertificate() {
        return connection.certificate();
    }

    /// The name of the local user whose process connected to a Unix socket, as the kernel knows it (SO_PEERCRED); the
    /// number if it has no name here.
    public Optional<String> peerUser() {
        return connection.user();
    }

    /// Ends the connection at once, from any thread: a write that waits for a client that does not read fails.
    public void abort() {
        connection.abort();
    }

    /// The request's body, read as it arrives; it has no limit of its own.
    public InputStream body() {
        return request.body();
    }

    /// Whether the request has a body.
    public boolean hasBody() {
        return !request.body().ended() || request.body().begun();
    }

    /// The whole body, or a TOO_LARGE fault if it is longer than `limit` bytes.
    public byte[] bodyBytes(int limit) throws IOException {
        String length = header("Content-Length");
        if (!length.isEmpty() && Long.parseLong(length) > limit) { // the server has checked that it is a number
            throw larger(limit);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = new byte[Math.min(limit + 1, 8192)];
        for (int n = body().read(part); n >= 0; n = body().read(part)) {
            bytes.write(part, 0, n);
            if (bytes.size() > limit) {
                throw larger(limit);
            }
        }
        return bytes.toByteArray();
    }

    private static Fault larger(int limit) {
        return Fault.tooLarge("the request body is larger than the limit of " + limit + " bytes");
    }

    /// A variable of the route's pattern, decoded; an internal fault if the pattern has none of that name.
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw Fault.internal("the route has no variable " + name, null);
        }
        return value;
    }

    void variables(Map<String, String> found) {
        variables = found;
    }

    /// Sets the answer's status; 200 if never called.
    public Exchange status(int code) {
        reply.status(code);
        return this;
    }

    /// Sets a header of the answer, replacing one of the same name.
    public Exchange set(String name, String value) {
        reply.set(name, value);
        return this;
    }

    /// Sends a whole answer.
    public void send(int status, String contentType, byte[] body) throws IOException {
        reply.status(status);
        reply.set("Content-Type", contentType);
        reply.whole(body);
    }

    /// Sends text as a whole answer.
    public void send(int status, String contentType, String body) throws IOException {
        send(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends a value as JSON.
    public void json(int status, Object value) throws IOException {
        send(status, "application/json", Json.write(value));
    }

    /// Sends a status and no body.
    public void empty(int status) throws IOException {
        reply.status(status);
        reply.whole(new byte[0]);
    }

    /// The answer's body as a stream; the head goes out with the first write or flush, every write is sent at once.
    /// A `Content-Length` that was set is kept, otherwise the body is chunked (until the end for HTTP/1.0).
    public OutputStream output() {
        return reply.stream();
    }

    /// Whether the answer's head has been sent.
    public boolean begun() {
        return reply.begun();
    }

    /// The status that was or will be sent.
    public int status() {
        return reply.status();
    }

    /// Calls back once, on another thread, if the client goes away before the handler returns. The request's body
    /// must have been read: what arrives later is kept for the next request.
    public void onGone(Runnable action) {
        connection.watch(action);
    }

    /// Takes the connection over: as `101 UPGRADED` to `protocol` if the client asked for an upgrade, otherwise as
    /// the older `200 OK` with a raw body. Bytes that the client sent early are in the stream. Read the request's
    /// body first.
    public Duplex hijack(String contentType) throws IOException {
        return connection.hijack(this, request, reply, contentType);
    }
}
