package naru.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Instance;
import naru.image.Content;
import naru.image.Descriptor;
import naru.image.HostRoot;
import naru.image.Image;
import naru.image.ImageConfig;
import naru.image.ImageDocument;
import naru.image.Images;
import naru.image.Layer;
import naru.image.Layers;
import naru.image.MediaTypes;
import naru.image.Platform;
import naru.image.Snapshots;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.store.MemoryDocuments;

/// A builder over real layers and overlays, whose steps run by chroot(8): no container, no network.
final class TestBench implements AutoCloseable {
    static final Instant THEN = Instant.ofEpochSecond(1_000_000_000);

    final MemoryDocuments documents = new MemoryDocuments();
    final Instance instance;
    final Snapshots snapshots;
    final Layers layers;
    final Images images;
    final Content content;
    final List<String> said = new ArrayList<>();
    int steps;
    private final HostRoot host;

    TestBench(Path folder) {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        content = new Content(instance.data().resolve("content"));
        host = new HostRoot(instance.run().resolve("host"), "sha256:" + Ids.random(), instance.data());
        layers = new Layers(instance.data().resolve("snapshots"), content, documents);
        snapshots = new Snapshots(instance.data().resolve("snapshots"), layers, host);
        images = new Images(documents, content, layers, snapshots, host);
    }

    @Override
    public void close() {
        snapshots.all().forEach(snapshots::remove);
        host.unmount();
    }

    Bench bench() {
        return new Bench(images, layers, snapshots, content, this::chroot, (reference, _, _, _) -> {
            throw Fault.notFound("No such image: " + reference);
        });
    }

    Builder builder() {
        return builder(Long.MAX_VALUE);
    }

    /// As [#builder], with so many bytes for its cache.
    Builder builder(long budget) {
        return new Builder(instance, documents, bench(), Clock.systemUTC(), budget);
    }

    /// Builds and answers the image.
    Image build(BuildRequest request) {
        return build(builder(), request);
    }

    /// As [#build], by a builder that has built before.
    Image build(Builder builder, BuildRequest request) {
        return build(builder, request, said::add);
    }

    /// As [#build], telling another of all that the builder says.
    Image build(Builder builder, BuildRequest request, Consumer<String> listener) {
        said.clear();
        String id = builder.build(request, new BuildProgress() {
            @Override
            public void stream(String text) {
                listener.accept(text);
            }

            @Override
            public void image(String image) {}

            @Override
            public void pulling(String layer, String status, long current, long total) {}
        });
        return images.resolve(id);
    }

    Image build(String dockerfile, String... files) {
        return build(BuildRequest.of(context(dockerfile, files)));
    }

    String output() {
        return String.join("", said);
    }

    /// A context of a Dockerfile and files given as `path=content`; a path that ends in `/` is a folder, `a->b` a
    /// link.
    static InputStream context(String dockerfile, String... files) {
        var out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            put(tar, "Dockerfile", dockerfile);
            for (String file : files) {
                int arrow = file.indexOf("->");
                int equals = file.indexOf('=');
                if (file.endsWith("/")) {
                    tar.put(TarEntry.directory(file, 0755, THEN));
                } else if (arrow > 0) {
                    tar.put(link(file.substring(0, arrow), file.substring(arrow + 2)));
                } else {
                    put(tar, file.substring(0, equals), file.substring(equals + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private static TarEntry link(String name, String target) {
        return new TarEntry(name, TarEntry.Type.SYMLINK, 0777, 0, 0, 0, THEN, target, 0, 0, Map.of());
    }

    private static void put(TarWriter tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(UTF_8);
        tar.put(TarEntry.file(name, 0644, bytes.length, THEN), bytes);
    }

    /// The base image of the tests, `base:latest`: busybox, two accounts, a folder.
    Image base() {
        return base(BaseFiles.archive());
    }

    private Image base(byte[] archive) {
        Descriptor blob = content.ingest(new ByteArrayInputStream(archive), MediaTypes.OCI_LAYER, "");
        Layer layer = new Layer(blob.digest(), blob);
        ImageConfig config = new ImageConfig(
                List.of(),
                List.of("sh"),
                List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                "",
                "",
                java.util.Set.of(),
                java.util.Set.of(),
                Map.of(),
                "",
                java.util.Optional.empty(),
                List.of(),
                List.of());
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE, "linux", "", "", THEN, config, List.of(layer.diffId()), List.of());
        return images.register(document, List.of(layer), List.of("base:latest"));
    }

    private int chroot(StepRunner.Step step) throws InterruptedException {
        steps++;
        step.started().accept(Ids.random());
        List<String> words = new ArrayList<>(List.of("chroot"));
        if (!step.user().isEmpty()) {
            words.add("--userspec=" + step.user());
        }
        String folder = step.workingDir().isEmpty() ? "/" : step.workingDir();
        words.addAll(List.of(step.rootfs().toString(), "/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder));
        words.addAll(step.words());
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().clear();
            for (String entry : step.env()) {
                int equals = entry.indexOf('=');
                builder.environment().put(entry.substring(0, equals), entry.substring(equals + 1));
            }
            builder.environment().putIfAbsent("HOME", "/root");
            Process process = builder.start();
            process.getOutputStream().close();
            Thread output = Thread.startVirtualThread(() -> pass(process, step));
            try {
                int code = process.waitFor();
                output.join();
                return code;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(Process process, StepRunner.Step step) {
        try {
            process.getInputStream().transferTo(step.output());
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /// The whole file system of an image as lines `type mode uid:gid path content-or-target`, without the base's.
    List<String> files(Image image) {
        snapshots.create("look", image);
        try {
            return Listing.of(snapshots.mount("look"));
        } finally {
            snapshots.remove("look");
        }
    }

    /// Whether nothing of builds is left: no file system, no folder.
    boolean isClean() throws IOException {
        try (var left = Files.list(instance.data().resolve("build/work"))) {
            return snapshots.all().isEmpty() && left.findAny().isEmpty();
        }
    }
}
