package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Instance;
import naru.network.NetworkOptions;
import naru.network.Networks;
import naru.store.Documents;
import naru.store.MemoryDocuments;
import naru.volume.Volumes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An engine of its own for each test, over root file systems that are plain folders ([FolderRoots]). Nothing of it may
/// be left afterwards.
@Tag("system")
@Timeout(60)
abstract class EngineFixture {
    @TempDir
    Path folder;

    Instance instance;
    Documents documents;
    Networks networks;
    Volumes volumes;
    Containers containers;

    @BeforeEach
    void open() throws IOException {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        Files.createDirectories(instance.data());
        Files.createDirectories(instance.run());
        Files.createDirectories(folder.resolve("roots"));
        documents = new MemoryDocuments();
        openEngine();
    }

    final void openEngine() {
        networks = new Networks(instance, documents, NetworkOptions.defaults().withPool("10.61.192.0/20", 24));
        volumes = new Volumes(instance, documents, _ -> {});
        containers = Containers.open(
                instance,
                documents,
                new FolderRoots(folder.resolve("roots")),
                networks,
                volumes,
                ContainerOptions.defaults());
        containers.restore();
    }

    @AfterEach
    void close() throws Exception {
        for (Container container : containers.list()) {
            containers.remove(container.id(), true, true);
        }
        awaitEmpty(instance.run().resolve("containers"));
        containers.close();
        networks.list().stream()
                .filter(network -> network.name().equals("ferry"))
                .forEach(n -> networks.remove("ferry"));
        networks.close();
        cleanKernel();
    }

    /// Clearing up goes on after a removal returned: wait for its last act.
    static void awaitEmpty(Path parent) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            try (var entries = Files.list(parent)) {
                if (entries.findAny().isEmpty()) {
                    return;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("containers left something in " + parent);
    }

    private void cleanKernel() throws IOException, InterruptedException {
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "nft delete table ip naru_" + instance.id() + " 2>/dev/null; for l in $(ip -o link | "
                                + "grep -o '[^ ]*" + instance.id()
                                + "[^ :@]*'); do ip link del $l 2>/dev/null; done; true")
                .start()
                .waitFor();
    }

    static void feed(Streams streams, byte[] bytes) {
        try (OutputStream in = streams.stdin()) {
            in.write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static ContainerSpec spec(String... command) {
        return ContainerSpec.of(Config.of("busybox").withCmd(command)).withNetworking(Networking.of("none"));
    }

    String start(ContainerSpec spec) {
        String id = containers.create(spec);
        containers.start(id);
        return id;
    }

    /// How a run went.
    record Ended(String id, int code, String out, String err) {}

    Ended run(ContainerSpec spec) throws Exception {
        String id = containers.create(spec);
        CompletableFuture<ExitResult> exit = containers.await(id, WaitCondition.NEXT_EXIT);
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        try (Streams streams = containers.attach(id, new AttachOptions(true, false, false, true, true))) {
            containers.start(id);
            streams.pump((stream, bytes, offset, length) -> (stream == Stream.STDOUT ? out : err)
                    .append(new String(bytes, offset, length, StandardCharsets.UTF_8)));
        }
        return new Ended(id, exit.get(20, TimeUnit.SECONDS).exitCode(), out.toString(), err.toString());
    }

    List<String> log(String id) throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        try (Logs logs = containers.logs(id, LogOptions.ALL)) {
            for (LogEntry entry = logs.next(); entry != null; entry = logs.next()) {
                lines.add(new String(entry.line(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    void awaitLog(String id) throws IOException {
        try (Logs logs = containers.logs(id, LogOptions.FOLLOW)) {
            assertThat(logs.next()).isNotNull();
        }
    }
}
