package naru.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.base.Ids;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.image.Archives;
import naru.image.Content;
import naru.image.HostRoot;
import naru.image.Image;
import naru.image.Images;
import naru.image.Layer;
import naru.image.Layers;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;
import naru.image.Snapshots;
import naru.image.registry.Accounts;
import naru.image.registry.Distribution;
import naru.image.registry.Hosts;
import naru.image.registry.Registry;
import naru.image.registry.Uploads;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Images to and from registries: our own, and Debian's docker-registry, by our client and by skopeo.
@Tag("system")
@Timeout(120)
class DistributionSystemTest {
    private final Path folder;
    private final HttpServer server = new HttpServer();
    private final List<Process> started = new ArrayList<>();

    DistributionSystemTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void close() throws InterruptedException {
        server.close();
        for (Process process : started) {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /// An engine's images with a folder of their own.
    private record Engine(Content content, Layers layers, Images images, Archives archives, Distribution distribution) {
        static Engine in(Path folder) {
            return in(folder, new MemoryDocuments());
        }

        static Engine in(Path folder, MemoryDocuments documents) {
            Content content = new Content(folder.resolve("content"));
            Layers layers = new Layers(folder.resolve("snapshots"), content, documents);
            HostRoot host = new HostRoot(folder.resolve("host"), "sha256:" + Ids.random(), folder);
            Images images = new Images(
                    documents, content, layers, new Snapshots(folder.resolve("snapshots"), layers, host), host);
            return new Engine(
                    content,
                    layers,
                    images,
                    new Archives(images, content, layers),
                    new Distribution(images, content, new Hosts(Set.of())));
        }

        Image make(String name, String text) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(bytes)) {
                byte[] data = text.repeat(100_000).getBytes(StandardCharsets.UTF_8);
                tar.put(TarEntry.directory("etc/", 0755, Instant.EPOCH));
                tar.put(TarEntry.file("etc/text", 0644, data.length, Instant.EPOCH), data);
            }
            return archives.importTar(
                    new ByteArrayInputStream(bytes.toByteArray()), name, List.of("CMD [\"/bin/x\"]", "ENV A=b"), "");
        }
    }

    private int ours(Content content) {
        var handler = RegistryRoutes.of(
                new Registry(new MemoryDocuments(), content),
                new Uploads(content),
                new Accounts(new MemoryDocuments()));
        return ((InetSocketAddress) server.listen(Listener.tcp(
                        "registry", new InetSocketAddress("127.0.0.1", 0), handler, RegistryFailures::tell)))
                .getPort();
    }

    private int debians() throws IOException {
        int port = free();
        Path config = folder.resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(folder.resolve("debians"), port));
        started.add(new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start());
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!answers(port)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        return port;
    }

    private static int free() throws IOException {
        for (int port = 15500; port < 15600; port++) { // below those that the kernel gives to outgoing connections
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (BindException e) {
                System.getLogger("test").log(System.Logger.Level.DEBUG, "port " + port, e);
            }
        }
        throw new AssertionError("no port is free");
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private void roundTrip(int port) throws IOException {
        Engine here = Engine.in(folder.resolve("here"));
        Reference name = Reference.parse("127.0.0.1:" + port + "/team/app:1");
        Image made = here.make(name.familiar(), "hello");
        List<String> lines = new ArrayList<>();
        var pushed = here.distribution().push(name, Optional.empty(), (id, status, _, _) -> lines.add(id + status));
        assertThat(lines.getLast()).isEqualTo("1: digest: " + pushed.digest() + " size: " + pushed.size());
        assertThat(here.images().resolve(made.id()).digests())
                .containsExactly("127.0.0.1:" + port + "/team/app@" + pushed.digest());

        Engine there = Engine.in(folder.resolve("there"));
        Image got = there.distribution().pull(name, Optional.empty(), PullProgress.silent());
        assertThat(got.id()).isEqualTo(made.id());
        assertThat(got.config().cmd()).containsExactly("/bin/x");
        assertThat(got.names()).containsExactly(name.familiar());
        Reference pinned = Reference.parse(got.digests().getFirst());
        assertThat(there.distribution()
                        .pull(pinned, Optional.empty(), PullProgress.silent())
                        .id())
                .isEqualTo(made.id());
        assertThat(there.distribution().manifest(name, Optional.empty())).isEqualTo(pushed);
        assertThatThrownBy(() -> there.distribution()
                        .pull(
                                Reference.parse("127.0.0.1:" + port + "/team/app:2"),
                                Optional.empty(),
                                PullProgress.silent()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.NOT_FOUND))
                .hasMessageContaining("manifest unknown");
        there.distribution().login("127.0.0.1:" + port, RegistryLogin.of("a", "b"));
    }

    @Test
    void goesToOurRegistryAndBack() throws IOException {
        roundTrip(ours(new Content(folder.resolve("registry"))));
    }

    @Test
    void goesToDebiansRegistryAndBack() throws IOException {
        roundTrip(debians());
    }

    @Test
    void aPullMendsAnImageOfWhichALayerIsGone() throws IOException {
        int port = ours(new Content(folder.resolve("registry")));
        Reference name = Reference.parse("127.0.0.1:" + port + "/team/app:1");
        MemoryDocuments documents = new MemoryDocuments();
        Engine before = Engine.in(folder.resolve("here"), documents);
        Layer lost = before.make(name.familiar(), "mended").layers().getFirst();
        before.distribution().push(name, Optional.empty(), PullProgress.silent());
        before.content().delete(lost.blob().digest());
        String mark = "{\"diffId\": \"%s\", \"blob\": \"%s\", \"boot\": \"another\"}"
                .formatted(lost.diffId(), lost.blob().digest());
        documents.put("layer-unsynced", "x", mark.getBytes(StandardCharsets.UTF_8));
        Engine here = Engine.in(folder.resolve("here"), documents);
        assertThat(here.layers().has(lost.diffId())).isFalse();
        here.distribution().pull(name, Optional.empty(), PullProgress.silent());
        assertThat(here.layers().has(lost.diffId())).isTrue();
        assertThat(here.layers().directory(lost.diffId()).resolve("etc/text")).exists();
    }

    @Test
    void aPushToTheOwnRegistrySendsNoLayer() throws IOException {
        Engine here = Engine.in(folder.resolve("here"));
        int port = ours(here.content());
        Reference name = Reference.parse("localhost:" + port + "/own:1");
        here.make(name.familiar(), "own");
        List<String> lines = new ArrayList<>();
        here.distribution().push(name, Optional.empty(), (_, status, _, _) -> lines.add(status));
        assertThat(lines).contains("Layer already exists").doesNotContain("Pushed");
    }

    @Test
    void skopeoCopiesInBothDirections() throws Exception {
        Engine here = Engine.in(folder.resolve("here"));
        int port = ours(new Content(folder.resolve("registry")));
        Path archive = folder.resolve("app.tar");
        here.make("team/app:1", "skopeo");
        try (var out = Files.newOutputStream(archive)) {
            here.archives().save(List.of("team/app:1"), out);
        }
        skopeo("copy", "--dest-tls-verify=false", "docker-archive:" + archive, "docker://127.0.0.1:" + port + "/in:1");
        Image pulled = here.distribution()
                .pull(Reference.parse("127.0.0.1:" + port + "/in:1"), Optional.empty(), PullProgress.silent());
        assertThat(pulled.config().env()).containsExactly("A=b");
        Path layout = folder.resolve("out");
        skopeo("copy", "--src-tls-verify=false", "docker://127.0.0.1:" + port + "/in:1", "oci:" + layout + ":1");
        assertThat(layout.resolve("index.json")).exists();
        skopeo("copy", "oci:" + layout + ":1", "oci-archive:" + folder.resolve("oci.tar") + ":team/back:1");
        try (var in = Files.newInputStream(folder.resolve("oci.tar"))) {
            var loaded = Engine.in(folder.resolve("third")).archives().load(in);
            assertThat(loaded)
                    .singleElement()
                    .satisfies(one -> assertThat(one.names()).containsExactly("team/back:1"));
        }
        skopeo("copy", "docker-archive:" + archive, "dir:" + folder.resolve("dir"));
        skopeo("copy", "oci-archive:" + archive, "dir:" + folder.resolve("dir2"));
    }

    @Test
    void saysFastWhatIsNotReached() throws IOException {
        Engine here = Engine.in(folder.resolve("here"));
        Reference name = Reference.parse("127.0.0.1:" + free() + "/no:1");
        Instant begun = Instant.now();
        assertThatThrownBy(() -> here.distribution().pull(name, Optional.empty(), PullProgress.silent()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE))
                .hasMessageContaining("connection refused");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(6));
    }
}
