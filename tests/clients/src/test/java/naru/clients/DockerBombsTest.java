package naru.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import naru.image.Digests;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Small archives that become large: refused by what they are, with nothing left of them, while others are served.
@Tag("system")
@Timeout(180)
class DockerBombsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /// How many commands have to be answered while bombs are unpacked; there is time for many more.
    private static final int ANSWERS = 5;

    /// A daemon whose data folder is a disk of its own.
    private static TestNaru onDisk(String size) {
        TestNaru naru = TestNaru.startWithMounts("for word in \"$@\"; do case $word in */data) mkdir -p \"$word\";"
                + " mount -t tmpfs -o size=" + size + " none \"$word\";; esac; done");
        SmallImage.importInto(naru);
        return naru;
    }

    /// Nothing but zeros.
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int count = (int) Math.min(left, length);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    private static Path bomb(TestNaru naru, long size) throws IOException {
        return archive(naru, tar -> tar.put(TarEntry.file("zeros", 0644, size, Instant.EPOCH), new Zeros(size)));
    }

    private interface Content {
        void into(TarWriter tar) throws IOException;
    }

    private static Path archive(TestNaru naru, Content content) throws IOException {
        Path file = naru.folder().resolve("bomb.tar.zst");
        try (TarWriter tar =
                new TarWriter(new BufferedOutputStream(new ZstdOutputStream(Files.newOutputStream(file)), 1 << 20))) {
            content.into(tar);
        }
        return file;
    }

    private static String send(TestNaru naru, String request, Path archive) {
        List<String> words = List.of(request.split(" "));
        List<String> line = new ArrayList<>(List.of("curl", "-s", "-w", "\n%{http_code}", "-X", words.getFirst()));
        line.addAll(List.of("-H", "Content-Type: application/x-tar", "--unix-socket"));
        line.add(naru.instance().run().resolve("docker.sock").toString());
        line.addAll(List.of("-T", archive.toString(), "http://docker" + words.getLast()));
        return Program.run(line, Map.of(), new byte[0], PATIENCE).out();
    }

    /// How much is free on the disk of the daemon's data, as the daemon sees it.
    private static long free(TestNaru naru) {
        return new File("/proc/" + naru.pid() + "/root" + naru.instance().data()).getUsableSpace();
    }

    private static void nothingIsBeingUnpacked(TestNaru naru) throws IOException {
        Path data = Path.of("/proc/" + naru.pid() + "/root" + naru.instance().data());
        for (String folder : List.of("snapshots/unpacking", "content/ingest", "build/work")) {
            try (Stream<Path> left =
                    Files.exists(data.resolve(folder)) ? Files.list(data.resolve(folder)) : Stream.of()) {
                assertThat(left).as(folder).isEmpty();
            }
        }
        assertThat(naru.docker("images", "-aq", "bomb").ok()).isEmpty();
    }

    @Test
    void whatUnpacksToAnAbsurdSizeIsRefusedEverywhere() throws IOException {
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            naru.docker("run", "-d", "--name", "box", IMAGE, "sleep", "1000").ok();
            Path bomb = bomb(naru, 3L << 30);
            for (String request : List.of(
                    "POST /images/create?fromSrc=-&repo=bomb",
                    "POST /images/load",
                    "POST /build?t=bomb",
                    "PUT /containers/box/archive?path=/tmp")) {
                assertThat(send(naru, request, bomb))
                        .as(request)
                        .contains("unpacks to over")
                        .endsWith("413");
                nothingIsBeingUnpacked(naru);
            }
            assertThat(naru.docker("exec", "box", "echo", "fine").ok()).isEqualTo("fine");
        }
    }

    /// A registry that has one image, whose layer is a bomb.
    @Test
    void aPulledLayerThatUnpacksToAnAbsurdSizeIsRefused() throws IOException {
        try (TestNaru naru = TestNaru.start()) {
            Path layer = bomb(naru, (2L << 30) + (200 << 20));
            String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
                    + "[\"sha256:" + "0".repeat(64) + "\"]}}";
            String type = "application/vnd.oci.image.";
            String manifest = "{\"schemaVersion\":2,\"mediaType\":\"" + type + "manifest.v1+json\",\"config\":"
                    + descriptor(type + "config.v1+json", config.getBytes(UTF_8)) + ",\"layers\":["
                    + descriptor(type + "layer.v1.tar+zstd", Files.readAllBytes(layer)) + "]}";
            HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            serve(registry, "/v2/", "application/json", "{}".getBytes(UTF_8));
            serve(registry, "/v2/bomb/manifests/", type + "manifest.v1+json", manifest.getBytes(UTF_8));
            for (byte[] blob : List.of(config.getBytes(UTF_8), Files.readAllBytes(layer))) {
                serve(registry, "/v2/bomb/blobs/" + Digests.of(blob), "application/octet-stream", blob);
            }
            registry.start();
            try {
                String name = "127.0.0.1:" + registry.getAddress().getPort() + "/bomb";
                Result pulled =
                        Program.run(List.of("docker", "pull", name), naru.dockerEnvironment(), new byte[0], PATIENCE);
                assertThat(pulled.refused()).contains("unpacks to over");
                nothingIsBeingUnpacked(naru);
            } finally {
                registry.stop(0);
            }
        }
    }

    private static String descriptor(String type, byte[] bytes) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digests.of(bytes) + "\",\"size\":" + bytes.length
                + "}";
    }

    private static void serve(HttpServer server, String path, String type, byte[] bytes) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
            if (!exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /images/create?fromSrc=-&repo=bomb",
                "POST /images/load",
                "POST /build?t=bomb",
                "PUT /containers/box/archive?path=/tmp"
            })
    void theLastOfADiskIsNotTaken(String request) throws IOException {
        try (TestNaru naru = onDisk("64m")) {
            naru.docker("create", "--name", "box", IMAGE, "true").ok();
            long before = free(naru);
            assertThat(send(naru, request, bomb(naru, 1L << 30)))
                    .contains("the disk is full")
                    .endsWith("503");
            if (request.startsWith("PUT")) {
                naru.docker("rm", "box").ok();
            }
            nothingIsBeingUnpacked(naru);
            assertThat(before - free(naru)).isLessThan(1 << 20);
        }
    }

    @Test
    void foldersWithoutNumberAreRefusedWhileOthersAreServed() throws IOException {
        try (TestNaru naru = onDisk("4g")) {
            Path bomb = archive(naru, tar -> {
                for (int i = 0; i < 150_000; i++) {
                    tar.put(
                            TarEntry.directory("%0200d/".formatted(i), 0755, Instant.EPOCH),
                            InputStream.nullInputStream());
                }
            });
            List<CompletableFuture<String>> sent = Stream.of("one", "two", "three")
                    .map(tag -> CompletableFuture.supplyAsync(
                            () -> send(naru, "POST /images/create?fromSrc=-&repo=bomb&tag=" + tag, bomb)))
                    .toList();
            CompletableFuture<Void> all = CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
            int answers = 0;
            while (!all.isDone() && answers < ANSWERS) {
                naru.docker("ps").ok();
                answers++;
            }
            assertThat(answers).as("answers while they were unpacked").isEqualTo(ANSWERS);
            for (CompletableFuture<String> one : sent) {
                assertThat(one.join())
                        .contains("more folders than can be unpacked")
                        .endsWith("413");
            }
            nothingIsBeingUnpacked(naru);
        }
    }
}
