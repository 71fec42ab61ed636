package naru.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import naru.base.Fault;
import naru.base.Ids;
import naru.http.Exchange;
import naru.http.Failures;
import naru.http.Handler;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.image.Content;
import naru.image.Digests;
import naru.image.HostRoot;
import naru.image.Image;
import naru.image.Images;
import naru.image.Layers;
import naru.image.MediaTypes;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;
import naru.image.Snapshots;
import naru.image.registry.Distribution;
import naru.image.registry.Hosts;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client against registries that ask, redirect, break and lie.
class ClientTest {
    private static final byte[] CONFIG = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
                    + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
            .getBytes(UTF_8);
    private static final byte[] MANIFEST = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST
                    + "\",\"config\":{\"mediaType\":\"" + MediaTypes.OCI_CONFIG + "\",\"digest\":\""
                    + Digests.of(CONFIG)
                    + "\",\"size\":" + CONFIG.length + "},\"layers\":[]}")
            .getBytes(UTF_8);

    private final HttpServer server = new HttpServer();
    private final Distribution distribution;

    ClientTest(@TempDir Path folder) {
        MemoryDocuments documents = new MemoryDocuments();
        Content content = new Content(folder.resolve("content"));
        Layers layers = new Layers(folder.resolve("snapshots"), content, documents);
        HostRoot host = new HostRoot(folder.resolve("host"), "sha256:" + Ids.random(), folder);
        Snapshots snapshots = new Snapshots(folder.resolve("snapshots"), layers, host);
        distribution =
                new Distribution(new Images(documents, content, layers, snapshots, host), content, new Hosts(Set.of()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int listen(Handler handler) {
        var address = (InetSocketAddress)
                server.listen(Listener.tcp("other", new InetSocketAddress("127.0.0.1", 0), handler, Failures::plainly));
        return address.getPort();
    }

    private Image pull(int port, Optional<RegistryLogin> login) {
        return distribution.pull(Reference.parse("127.0.0.1:" + port + "/a/b:1"), login, PullProgress.silent());
    }

    private static void serve(Exchange exchange) throws IOException {
        boolean manifest = exchange.rawPath().contains("/manifests/");
        exchange.send(200, manifest ? MediaTypes.OCI_MANIFEST : "x/y", manifest ? MANIFEST : CONFIG);
    }

    @Test
    void asksForATokenAndUsesIt() {
        CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();
        int tokens = listen(exchange -> {
            asked.add(exchange.rawQuery());
            asked.add(exchange.header("Authorization"));
            exchange.json(200, Map.of("token", "t0ken"));
        });
        int port = listen(exchange -> {
            if (exchange.header("Authorization").equals("Bearer t0ken")) {
                serve(exchange);
            } else {
                exchange.set("WWW-Authenticate", "Bearer realm=\"http://127.0.0.1:" + tokens + "/t\",service=\"s\"");
                exchange.empty(401);
            }
        });
        Image image = pull(port, Optional.of(RegistryLogin.of("me", "pw")));
        assertThat(image.id()).isEqualTo(Digests.of(CONFIG));
        assertThat(asked)
                .containsExactly(
                        "service=s&scope=repository%3Aa%2Fb%3Apull",
                        "Basic " + Base64.getEncoder().encodeToString("me:pw".getBytes(UTF_8)));
    }

    @Test
    void sendsNoPasswordToAnUnencryptedSignIn() {
        int port = listen(exchange -> {
            exchange.set("WWW-Authenticate", "Bearer realm=\"http://evil.example/t\"");
            exchange.empty(401);
        });
        assertThatThrownBy(() -> pull(port, Optional.of(RegistryLogin.of("me", "pw"))))
                .hasMessageContaining("not encrypted");
    }

    @Test
    void takesNoSignInToAnotherHost() {
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        int elsewhere = listen(exchange -> {
            seen.add("authorization=" + exchange.header("Authorization"));
            exchange.send(200, "x/y", CONFIG);
        });
        int port = listen(exchange -> {
            if (exchange.header("Authorization").isEmpty()) {
                exchange.set("WWW-Authenticate", "Basic realm=\"r\"").empty(401);
            } else if (exchange.rawPath().contains("/blobs/")) {
                exchange.set("Location", "http://127.0.0.1:" + elsewhere + "/blob")
                        .empty(307);
            } else {
                serve(exchange);
            }
        });
        pull(port, Optional.of(RegistryLogin.of("me", "pw")));
        assertThat(seen).containsExactly("authorization=");
    }

    @Test
    void goesOnWhereADownloadBroke() {
        CopyOnWriteArrayList<String> ranges = new CopyOnWriteArrayList<>();
        int port = listen(exchange -> {
            if (!exchange.rawPath().contains("/blobs/")) {
                serve(exchange);
                return;
            }
            ranges.add(exchange.header("Range"));
            if (ranges.size() == 1) {
                exchange.set("Content-Length", Integer.toString(CONFIG.length));
                exchange.output().write(CONFIG, 0, 10);
                exchange.output().flush();
                throw new IOException("cut");
            }
            exchange.status(206).set("Content-Length", Integer.toString(CONFIG.length - 10));
            exchange.output().write(CONFIG, 10, CONFIG.length - 10);
        });
        assertThat(pull(port, Optional.empty()).id()).isEqualTo(Digests.of(CONFIG));
        assertThat(ranges).containsExactly("", "bytes=10-");
    }

    @Test
    void refusesContentThatIsNotItsDigest() {
        int port = listen(exchange -> {
            if (exchange.rawPath().contains("/blobs/")) {
                exchange.send(
                        200,
                        "x/y",
                        new String(CONFIG, UTF_8).replace("amd64", "amd46").getBytes(UTF_8));
            } else {
                serve(exchange);
            }
        });
        assertThatThrownBy(() -> pull(port, Optional.empty())).hasMessageContaining("digest");
        var pinned = Reference.parse("127.0.0.1:" + port + "/a@sha256:" + "0".repeat(64));
        assertThatThrownBy(() -> distribution.pull(pinned, Optional.empty(), PullProgress.silent()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
    }

    @Test
    void saysInDockersWordsWhoMayNot() {
        int port = listen(exchange ->
                exchange.json(403, Map.of("errors", List.of(Map.of("code", "DENIED", "message", "no")))));
        assertThatThrownBy(() -> pull(port, Optional.empty()))
                .hasMessageStartingWith("pull access denied for 127.0.0.1:" + port + "/a/b, repository does not exist");
        assertThatThrownBy(() -> distribution.login("127.0.0.1:" + port, RegistryLogin.of("a", "b")))
                .hasMessageContaining("incorrect username or password");
    }
}
