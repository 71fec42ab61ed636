package naru.app.docker;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Json;
import naru.cli.Address;
import naru.cli.Settings;
import naru.docker.DockerApi;
import naru.docker.Services;
import naru.http.Exchange;
import naru.http.Handler;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.http.Routes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Everywhere that the Docker API is answered: the socket and, if it is wanted, TCP with mutual TLS.
public final class DockerDoor implements AutoCloseable {
    private static final int MAX_BODY = 64 << 10;

    private final Settings settings;
    private final HttpServer server;
    private final Handler api;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable DockerTls tls;

    /// The door, closed: see [#listen].
    public DockerDoor(Settings settings, HttpServer server, Services services) {
        this.settings = settings;
        this.server = server;
        this.api = DockerApi.of(services);
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
        server.listen(Listener.unix("docker", settings.dockerSocket(), api, DockerApi.failures()));
        addresses.put("docker", "unix://" + settings.dockerSocket());
        Address tcp = settings.dockerTcp();
        if (tcp != null) {
            SocketAddress bound = server.listen(
                    Listener.tcp("docker-tcp", new InetSocketAddress(tcp.host(), tcp.port()), api, DockerApi.failures())
                            .withTls(tls().context(), true));
            int port = bound instanceof InetSocketAddress there ? there.getPort() : tcp.port();
            addresses.put("docker-tcp", "tcp://" + new Address(tcp.host(), port));
        }
    }

    /// `POST /api/v1/docker/certificates`: what a client over TCP needs, its key with it, this once.
    public void control(Routes routes) {
        routes.post("/api/v1/docker/certificates", this::certificate);
    }

    private void certificate(Exchange exchange) throws java.io.IOException {
        JsonNode asked = Json.tree(exchange.bodyBytes(MAX_BODY));
        exchange.json(
                201,
                tls().issue(
                                asked.path("name").asString(""),
                                Duration.ofSeconds(asked.path("seconds").asLong(0))));
    }

    @Override
    public void close() {
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
