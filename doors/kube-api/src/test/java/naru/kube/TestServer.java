package naru.kube;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import naru.base.Json;
import naru.cluster.state.ObjectStore;
import naru.cluster.state.ServiceNetwork;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.store.kv.MemoryKeyValues;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The door on loopback, over a cluster in memory.
final class TestServer implements AutoCloseable {
    private final MemoryKeyValues store = new MemoryKeyValues();
    final ObjectStore objects = new ObjectStore(
            store, new ObjectStore.Settings(ServiceNetwork.DEFAULT, Duration.ofMillis(200), InstantSource.system()));
    private final HttpServer server = new HttpServer();
    final HttpClient client;
    final String address;

    /// Without TLS, open to everybody.
    TestServer() {
        this(_ -> new OpenGate().gate(), null, HttpClient.newHttpClient());
        if (!send("GET", "/api/v1/namespaces/default", "").body().contains("\"uid\"")) {
            json(201, "POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"default\"}}");
        }
    }

    TestServer(Function<ObjectStore, Gate> gate, @Nullable SSLContext tls, HttpClient client) {
        this.client = client;
        Services services = new Services(
                objects, gate.apply(objects), new FakeNodes(), PodStreams.NONE, Version.of("test"), () -> "");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Listener plain = Listener.tcp(
                "kube", any, KubeApi.of(services, new SlowReaders(Duration.ofSeconds(1))), KubeApi.failures());
        Listener listener = tls == null ? plain : plain.withTls(tls, Listener.ClientCertificates.WANTED);
        InetSocketAddress bound = (InetSocketAddress) server.listen(listener);
        address = (tls == null ? "http" : "https") + "://127.0.0.1:" + bound.getPort();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The answer's document; fails if the status is another.
    JsonNode json(int status, String method, String path, String body, String... headers) {
        HttpResponse<String> response = send(method, path, body, headers);
        if (response.statusCode() != status) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return Json.tree(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    JsonNode get(String path, String... headers) {
        return json(200, "GET", path, "", headers);
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        objects.close();
        store.close();
    }
}
