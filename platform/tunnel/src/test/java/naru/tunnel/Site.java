package naru.tunnel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import naru.store.Documents;
import naru.store.MemoryDocuments;

/// A relay, an agent and a local server for one test, all on loopback.
final class Site implements AutoCloseable {
    final Documents documents = new MemoryDocuments();
    final Path data;
    Relay relay;
    final Acceptor local;
    final Token token;
    final String tokenId;

    /// What the local server does with a connection.
    interface Handler {
        void serve(Socket socket) throws IOException;
    }

    Site(Path data, Handler handler) throws IOException {
        this.data = data;
        relay = Relay.start(config(0, 0), documents);
        RelayTokens.Created created = relay.tokens().create("test");
        token = created.token();
        tokenId = created.id();
        local = new Acceptor(
                "local-server",
                loopback(0),
                socket -> Thread.ofVirtual().start(() -> {
                    try (socket) {
                        handler.serve(socket);
                    } catch (IOException e) {
                        System.getLogger("test").log(System.Logger.Level.DEBUG, "local server", e);
                    }
                }));
    }

    RelayConfig config(int http, int agents) {
        return RelayConfig.of("test", loopback(http), loopback(agents), data)
                .withHold(Duration.ofSeconds(3))
                .withHeartbeat(Duration.ofSeconds(1));
    }

    /// Closes the relay and starts it again on the same ports.
    void closeRelay() {
        relay.close();
    }

    void reopenRelay(int http, int agents) {
        relay = Relay.start(config(http, agents), documents);
    }

    Agent agent(String name) {
        return agent(name, relay.agentsAddress().getPort());
    }

    Agent agent(String name, int relayPort) {
        AgentConfig config = AgentConfig.of(
                "127.0.0.1",
                relayPort,
                token,
                Optional.of(name),
                "127.0.0.1",
                local.address().getPort());
        return Agent.start(config.withHeartbeat(Duration.ofSeconds(1)), _ -> {});
    }

    Agent online(String name) {
        Agent agent = agent(name);
        agent.awaitOnline(Duration.ofSeconds(20));
        return agent;
    }

    Socket client() throws IOException {
        Socket socket = new Socket("127.0.0.1", relay.httpAddress().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /// Sends raw bytes and reads until the relay closes.
    String raw(String request) throws IOException {
        try (Socket socket = client()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    String get(String name) throws IOException {
        return raw("GET /x HTTP/1.1\r\nHost: " + name + ".test\r\nConnection: close\r\n\r\n");
    }

    /// Reads up to the empty line.
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int c = in.read();
        while (c >= 0) {
            bytes.write(c);
            if (bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
            c = in.read();
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /// A local server that answers every request with its head as the body.
    static void echoHead(Socket socket) throws IOException {
        String head = head(socket.getInputStream());
        send(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + head.length() + "\r\n\r\n" + head);
    }

    static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition was not met in 20 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        relay.close();
        local.close();
        documents.close();
    }
}
