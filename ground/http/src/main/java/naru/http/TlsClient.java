package naru.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/// A client of one service over TLS, which may be at several addresses: the one that answered last is
/// asked first, and one that does not answer is asked last. It keeps connections for the next request,
/// and sends no request twice. Safe for use by many threads; calls block.
public final class TlsClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int KEPT = 16;
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();
    private static final long STALE_NANOS = Duration.ofSeconds(60).toNanos();

    private volatile List<InetSocketAddress> addresses;
    private final Supplier<SSLContext> tls;
    private final String name;
    private final Duration patience;
    private final ConcurrentLinkedDeque<KeptConnection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger first = new AtomicInteger();
    private volatile boolean closed;

    /// Makes one; nothing is connected yet.
    ///
    /// @param addresses where the service is; unresolved ones are resolved at each connection
    /// @param tls says what to trust and what to show; asked for each request, and when it answers with another
    ///     context, connections of the one before are used no more
    /// @param name that the server's certificate must have, whatever the address; empty: no name is
    ///     compared
    /// @param patience how long an answer may be silent
    public TlsClient(List<InetSocketAddress> addresses, Supplier<SSLContext> tls, String name, Duration patience) {
        this.addresses = List.copyOf(addresses);
        this.tls = tls;
        this.name = name;
        this.patience = patience;
    }

    /// Says anew where the service is; the order is that in which it is tried when what answered last does not.
    public void addresses(List<InetSocketAddress> others) {
        addresses = List.copyOf(others);
    }

    /// Sends a request with a whole body; the answer is read as it arrives, and must be closed.
    ///
    /// @throws IOException if there is no answer. The request may or may not have been seen, unless
    ///     the exception is a [ConnectException] or one of TLS's handshake.
    public Answer send(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        KeptConnection connection = connection();
        try {
            connection.send(head(method, path, headers, body.length), body);
            KeptConnection.Start start = connection.answer(method);
            return new Answer(start.status(), start.headers(), start.body(), connection, this);
        } catch (IOException | RuntimeException e) {
            connection.abort(); // to close it would be to wait once more for a server that is silent
            avoid(connection.address());
            throw e;
        }
    }

    /// An address that did not answer is tried after the others.
    private void avoid(InetSocketAddress address) {
        List<InetSocketAddress> all = addresses;
        int now = first.get();
        if (all.get(Math.floorMod(now, all.size())).equals(address)) {
            first.compareAndSet(now, now + 1);
        }
    }

    /// Asks for another protocol on a connection of its own, and takes the connection over.
    ///
    /// @param protocol as in `Upgrade`
    /// @throws IOException if the server does not agree; its status is in the message
    public Duplex upgrade(String path, Map<String, String> headers, String protocol) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Connection", "Upgrade");
        all.put("Upgrade", protocol);
        KeptConnection connection = connect();
        try {
            connection.send(head("POST", path, all, 0), new byte[0]);
            int status = connection.answer("HEAD").status();
            if (status != 101) {
                throw new IOException("the server does not switch to " + protocol + ": " + status);
            }
            return connection.taken();
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private byte[] head(String method, String path, Map<String, String> headers, int length) {
        List<InetSocketAddress> all = addresses;
        InetSocketAddress at = all.get(Math.floorMod(first.get(), all.size()));
        String host = at.getHostString().contains(":") ? "[" + at.getHostString() + "]" : at.getHostString();
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + ":" + at.getPort() + "\r\n");
        headers.forEach(
                (key, value) -> head.append(key).append(": ").append(value).append("\r\n"));
        if (length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private KeptConnection connection() throws IOException {
        if (closed) {
            throw new IOException("the client is closed");
        }
        for (KeptConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            long age = System.nanoTime() - kept.since();
            if (kept.context().equals(tls.get()) && (age < FRESH_NANOS || age < STALE_NANOS && kept.alive())) {
                return kept;
            }
            kept.close();
        }
        return connect();
    }

    private KeptConnection connect() throws IOException {
        List<InetSocketAddress> all = addresses;
        int begin = first.get();
        IOException failure = new IOException("there is no address to connect to");
        for (int i = 0; i < all.size(); i++) {
            try {
                KeptConnection made = connect(all.get(Math.floorMod(begin + i, all.size())));
                first.set(begin + i);
                return made;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private KeptConnection connect(InetSocketAddress address) throws IOException {
        Socket raw = new Socket();
        try {
            raw.setTcpNoDelay(true);
            raw.setKeepAlive(true);
            raw.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 2);
            raw.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 1);
            raw.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
            int millis = (int) patience.toMillis();
            raw.connect(
                    new InetSocketAddress(address.getHostString(), address.getPort()),
                    Math.min(CONNECT_MILLIS, millis));
            raw.setSoTimeout(millis);
            SSLContext context = tls.get();
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(raw, name.isEmpty() ? address.getHostString() : name, address.getPort(), true);
            if (!name.isEmpty()) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return new KeptConnection(Wire.of(socket), address, context, patience);
        } catch (IOException e) {
            Quietly.close(raw);
            throw e instanceof SocketTimeoutException
                    ? new ConnectException(address + " does not answer: " + e.getMessage())
                    : e;
        }
    }

    private void keep(KeptConnection connection) {
        if (closed || idle.size() >= KEPT) {
            connection.close();
            return;
        }
        connection.rest();
        idle.addFirst(connection);
        if (closed) {
            dropIdle();
        }
    }

    private void dropIdle() {
        for (KeptConnection kept = idle.poll(); kept != null; kept = idle.poll()) {
            kept.close();
        }
    }

    /// Forgets kept connections and makes no others. Answers that are being read go on.
    @Override
    public void close() {
        closed = true;
        dropIdle();
    }

    /// An answer. One thread reads it; any may abort it.
    public static final class Answer implements AutoCloseable {
        private final int status;
        private final Headers headers;
        private final Body body;
        private final KeptConnection connection;
        private final TlsClient client;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Answer(int status, Headers headers, Body body, KeptConnection connection, TlsClient client) {
            this.status = status;
            this.headers = headers;
            this.body = body;
            this.connection = connection;
            this.client = client;
        }

        /// As sent.
        public int status() {
            return status;
        }

        /// As sent.
        public Headers headers() {
            return headers;
        }

        /// As it arrives.
        public InputStream body() {
            return body;
        }

        /// Lets the server be silent for as long as it likes, or not.
        public void patience(Duration other) throws IOException {
            connection.patience(other);
        }

        /// Ends the connection at once; who reads gets an exception.
        public void abort() {
            connection.abort();
        }

        /// Keeps the connection for another request if the body was read to its end, else ends it, at once: a server
        /// that is silent in the middle of a body would not answer a farewell either.
        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            if (!body.ended()) {
                connection.abort();
            } else if (headers.hasToken("Connection", "close")) {
                connection.close();
            } else {
                client.keep(connection);
            }
        }
    }
}
