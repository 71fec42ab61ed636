package naru.app.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Json;
import naru.cli.Address;
import naru.cli.Settings;
import naru.docker.Access;
import naru.docker.DockerApi;
import naru.docker.Services;
import naru.http.Exchange;
import naru.http.Handler;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.http.Routes;
import naru.store.Documents;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Everywhere that the Docker API is answered: the socket and, if it is wanted, TCP with mutual TLS.
public final class DockerDoor implements AutoCloseable {
    private static final int MAX_BODY = 64 << 10;
    private static final long AUDIT_BYTES = 10_000_000;

    private final Settings settings;
    private final HttpServer server;
    private final Services services;
    private final AuditLog audit;
    private final FurtherSockets sockets;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable DockerTls tls;

    /// The door, closed: see [#listen].
    public DockerDoor(Settings settings, HttpServer server, Services services, Documents documents) {
        this.settings = settings;
        this.server = server;
        this.services = services;
        this.audit = new AuditLog(settings.instance().data().resolve("audit.log"), AUDIT_BYTES);
        this.sockets = new FurtherSockets(documents, settings.instance().run(), services, audit::add);
    }

    /// Opened when it is first needed: keys take longer than all else at a start.
    private DockerTls tls() {
        opening.lock();
        try {
            if (tls == null) {
                Address tcp = settings.dockerTcp();
                tls = DockerTls.open(settings.instance().data(), tcp == null ? "localhost" : tcp.host());
            }
            return tls;
        } finally {
            opening.unlock();
        }
    }

    /// Answers from now on.
    ///
    /// @param addresses gets where, by the listener's name
    public void listen(Map<String, String> addresses) {
        server.listen(Listener.unix("docker", settings.dockerSocket(), api("docker"), DockerApi.failures()));
        addresses.put("docker", "unix://" + settings.dockerSocket());
        Address tcp = settings.dockerTcp();
        if (tcp != null) {
            SocketAddress bound = server.listen(Listener.tcp(
                            "docker-tcp",
                            new InetSocketAddress(tcp.host(), tcp.port()),
                            api("docker-tcp"),
                            DockerApi.failures())
                    .withTls(tls().context(), true));
            int port = bound instanceof InetSocketAddress there ? there.getPort() : tcp.port();
            addresses.put("docker-tcp", "tcp://" + new Address(tcp.host(), port));
        }
        sockets.begin();
    }

    private Handler api(String listener) {
        return DockerApi.audited(services, new Access.Full(), listener, audit::add);
    }

    /// `POST /api/v1/docker/certificates`: what a client over TCP needs, its key with it, this once. `/api/v1/sockets`:
    /// further sockets.
    public void control(Routes routes) {
        routes.post("/api/v1/docker/certificates", this::certificate)
                .get("/api/v1/sockets", exchange -> exchange.json(200, Map.of("items", sockets.list())))
                .post("/api/v1/sockets", this::socket)
                .delete("/api/v1/sockets/{name}", exchange -> {
                    sockets.remove(exchange.variable("name"));
                    exchange.empty(204);
                });
    }

    private void socket(Exchange exchange) throws IOException {
        JsonNode asked = Json.tree(exchange.bodyBytes(MAX_BODY));
        exchange.json(
                201,
                sockets.create(
                        asked.path("name").asString(""), asked.path("scope").asString("")));
    }

    private void certificate(Exchange exchange) throws IOException {
        JsonNode asked = Json.tree(exchange.bodyBytes(MAX_BODY));
        exchange.json(
                201,
                tls().issue(
                                asked.path("name").asString(""),
                                Duration.ofSeconds(asked.path("seconds").asLong(0))));
    }

    @Override
    public void close() throws IOException {
        sockets.close();
        audit.close();
        opening.lock();
        try {
            if (tls != null) {
                tls.close();
            }
        } finally {
            opening.unlock();
        }
    }
}
