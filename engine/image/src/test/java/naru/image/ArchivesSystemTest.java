package naru.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import naru.base.Fault;
import naru.base.Ids;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Archives of images, friendly and hostile. Needs root, because layers have owners.
@Tag("system")
class ArchivesSystemTest {
    private final Path folder;
    private final Content content;
    private final Images images;
    private final Archives archives;

    ArchivesSystemTest(@TempDir Path folder) {
        this.folder = folder;
        MemoryDocuments documents = new MemoryDocuments();
        content = new Content(folder.resolve("content"));
        Layers layers = new Layers(folder.resolve("snapshots"), content, documents);
        HostRoot host = new HostRoot(folder.resolve("host"), "sha256:" + Ids.random(), folder);
        images = new Images(documents, content, layers, new Snapshots(folder.resolve("snapshots"), layers, host), host);
        archives = new Archives(images, content, layers);
    }

    private interface Filling {
        void into(TarWriter tar) throws IOException;
    }

    private static byte[] tar(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            filling.into(tar);
        }
        return bytes.toByteArray();
    }

    private static void file(TarWriter tar, String name, byte[] data) throws IOException {
        tar.put(TarEntry.file(name, 0644, data.length, Instant.EPOCH), data);
    }

    private static TarEntry link(String name, TarEntry.Type type, String target) {
        return new TarEntry(name, type, 0777, 0, 0, 0, Instant.EPOCH, target, 0, 0, Map.of());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private Image load(byte[] archive) {
        return images.resolve(
                archives.load(new ByteArrayInputStream(archive)).getFirst().id());
    }

    private static byte[] config(String... diffIds) {
        String list = diffIds.length == 0 ? "" : "\"" + String.join("\",\"", diffIds) + "\"";
        return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                        + list + "]}}")
                .getBytes(UTF_8);
    }

    private static byte[] legacy(byte[] layer, String manifest, String... names) throws IOException {
        return tar(tar -> {
            file(tar, "abc/layer.tar", layer);
            tar.put(link("def/layer.tar", TarEntry.Type.SYMLINK, "../abc/layer.tar"));
            file(tar, "c.json", config(Digests.of(layer)));
            file(tar, "manifest.json", manifest.getBytes(UTF_8));
            for (String name : names) {
                file(tar, name, "x".getBytes(UTF_8));
            }
        });
    }

    private static String manifest(String config, String tag, String layer) {
        return "[{\"Config\":\"" + config + "\",\"RepoTags\":[\"" + tag + "\"],\"Layers\":[\"" + layer + "\"]}]";
    }

    @Test
    void loadsTheOldLayoutWithLinksAndCompression() throws IOException {
        byte[] layer = tar(tar -> file(tar, "a", "a".getBytes(UTF_8)));
        Image image = load(gzip(legacy(layer, manifest("c.json", "old:1", "def/layer.tar"))));
        assertThat(image.names()).containsExactly("old:1");
        assertThat(image.id()).isEqualTo(Digests.of(config(Digests.of(layer))));
    }

    @Test
    void aLayerMayHaveAnyNameAndSize() throws IOException {
        byte[] layer = tar(tar -> file(tar, "a", new byte[9 << 20]));
        Image image = load(tar(tar -> {
            file(tar, "layer.tar", layer);
            file(tar, "config.json", config(Digests.of(layer)));
            file(
                    tar,
                    "manifest.json",
                    manifest("config.json", "flat:1", "layer.tar").getBytes(UTF_8));
        }));
        assertThat(image.names()).containsExactly("flat:1");
        assertThat(image.id()).isEqualTo(Digests.of(config(Digests.of(layer))));
    }

    /// Registries know no layers that are compressed like that.
    @Test
    void aLayerFromXzIsKeptUncompressed() throws IOException {
        byte[] files = tar(tar -> file(tar, "etc/a", "a".getBytes(UTF_8)));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(packed, new LZMA2Options(1))) {
            xz.write(files);
        }
        Image made = archives.importTar(new ByteArrayInputStream(packed.toByteArray()), "xz:1", List.of(), "");
        Layer layer = made.layers().getFirst();
        assertThat(layer.diffId()).isEqualTo(Digests.of(files));
        assertThat(layer.blob().digest()).isEqualTo(layer.diffId());
        assertThat(layer.blob().mediaType()).isEqualTo(MediaTypes.OCI_LAYER);
    }

    @Test
    void savesWhatItLoadsAgain() throws IOException {
        byte[] files = gzip(tar(tar -> file(tar, "etc/a", "a".getBytes(UTF_8))));
        List<String> changes =
                List.of("CMD echo hi", "ENV A=\"b c\" D=e", "EXPOSE 80 53/udp", "LABEL x=y", "WORKDIR /w");
        Image made = archives.importTar(new ByteArrayInputStream(files), "made:1", changes, "imported");
        assertThat(made.config().cmd()).containsExactly("/bin/sh", "-c", "echo hi");
        assertThat(made.config().env()).containsExactly("A=b c", "D=e");
        assertThat(made.config().exposedPorts()).containsExactly("53/udp", "80/tcp");
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        archives.save(List.of("made:1"), saved);
        images.remove("made:1", false);
        assertThat(images.find("made:1")).isEmpty();
        Image back = load(saved.toByteArray());
        assertThat(back.id()).isEqualTo(made.id());
        assertThat(back.names()).containsExactly("made:1");
    }

    /// What `load` unpacks before it knows which image wants it.
    private List<Path> unnamed() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("snapshots/unpacking"))) {
            return files.toList();
        }
    }

    private List<Path> layers() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("snapshots/l"))) {
            return files.toList();
        }
    }

    @Test
    void aLayerOnTheWayBecomesTheImages() throws IOException {
        byte[] layer = tar(tar -> {
            file(tar, "etc/a", "first".getBytes(UTF_8));
            file(tar, "etc/a", "second".getBytes(UTF_8));
            tar.put(link("etc/b", TarEntry.Type.HARDLINK, "etc/a"));
        });
        load(legacy(layer, manifest("c.json", "old:1", "def/layer.tar")));
        assertThat(unnamed()).isEmpty();
        Path files = layers().getFirst().resolve("etc");
        assertThat(files.resolve("a")).hasContent("second");
        assertThat(Files.isSameFile(files.resolve("a"), files.resolve("b"))).isTrue();
    }

    @Test
    void whatNoImageWantsIsNotKept() throws IOException {
        byte[] layer = tar(tar -> file(tar, "a", "a".getBytes(UTF_8)));
        byte[] stray = tar(tar -> file(tar, "stray", "a".getBytes(UTF_8)));
        byte[] archive = tar(tar -> {
            file(tar, "abc/layer.tar", layer);
            file(tar, "abc/same.tar", layer);
            file(tar, "abc/stray.tar", stray);
            file(tar, "c.json", config(Digests.of(layer)));
            file(
                    tar,
                    "manifest.json",
                    manifest("c.json", "old:1", "abc/layer.tar").getBytes(UTF_8));
        });
        load(archive);
        assertThat(layers()).hasSize(1);
        assertThat(unnamed()).isEmpty();
    }

    @Test
    void aDamagedArchiveLeavesNoFiles() throws IOException {
        byte[] layer = tar(tar -> file(tar, "a", new byte[4096]));
        byte[] whole = legacy(layer, manifest("c.json", "old:1", "def/layer.tar"));
        byte[] half = Arrays.copyOf(whole, 2048);
        assertThatThrownBy(() -> archives.load(new ByteArrayInputStream(half))).isInstanceOf(Fault.class);
        byte[] damaged = Arrays.copyOf(layer, 1024);
        assertThatThrownBy(() -> archives.importTar(new ByteArrayInputStream(damaged), "", List.of(), ""))
                .hasMessageContaining("damaged");
        assertThat(layers()).isEmpty();
        assertThat(unnamed()).isEmpty();
        assertThat(content.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../c.json", "/etc/passwd", "abc/../../x", "nowhere"})
    void refusesPathsThatLeadOut(String path) throws IOException {
        byte[] layer = tar(tar -> file(tar, "a", new byte[0]));
        byte[] archive = legacy(layer, manifest("c.json", "a:1", path));
        assertThatThrownBy(() -> load(archive))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
        assertThat(images.list()).allMatch(image -> image.names().contains("naru/host:latest"));
    }

    @Test
    void refusesEntriesThatLeadOutBadNamesAndWrongDigests() throws IOException {
        byte[] layer = tar(tar -> file(tar, "a", new byte[0]));
        String right = manifest("c.json", "a:1", "abc/layer.tar");
        assertThatThrownBy(() -> load(legacy(layer, right, "../../evil"))).hasMessageContaining("leads out");
        assertThatThrownBy(() -> load(legacy(layer, right, "/evil"))).hasMessageContaining("absolute");
        assertThatThrownBy(() -> load(legacy(layer, right, "blobs/sha256/" + "0".repeat(64))))
                .hasMessageContaining("digest");
        assertThatThrownBy(() -> load(legacy(layer, manifest("c.json", "../A:1", "abc/layer.tar"))))
                .hasMessageContaining("invalid reference format");
        assertThatThrownBy(() -> load(tar(tar -> tar.put(link("x", TarEntry.Type.SYMLINK, "../../etc/passwd")))))
                .hasMessageContaining("leads out");
        assertThatThrownBy(() -> load(new byte[512])).hasMessageContaining("no image archive");
        assertThatThrownBy(() -> load("no tar at all".repeat(100).getBytes(UTF_8)))
                .isInstanceOf(Fault.class);
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void hostileLayersStayInside() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "untouched");
        Filling through = tar -> {
            tar.put(link("out", TarEntry.Type.SYMLINK, folder.toString()));
            file(tar, "out/secret", "evil".getBytes(UTF_8));
        };
        Filling upward = tar -> {
            tar.put(link("up", TarEntry.Type.SYMLINK, "../../../../../../../" + folder));
            file(tar, "up/secret", "evil".getBytes(UTF_8));
        };
        Filling toRoot = tar -> {
            tar.put(link("top", TarEntry.Type.SYMLINK, "/"));
            file(tar, "top" + secret, "evil".getBytes(UTF_8));
        };
        archives.importTar(new ByteArrayInputStream(tar(toRoot)), "", List.of(), "");
        Filling dots = tar -> file(tar, "../../../secret", "evil".getBytes(UTF_8));
        Filling hard = tar -> tar.put(link("h", TarEntry.Type.HARDLINK, secret.toString()));
        Filling hardUp = tar -> tar.put(link("h", TarEntry.Type.HARDLINK, "../../../../secret"));
        Filling white = tar -> file(tar, ".wh...", new byte[0]);
        for (Filling filling : List.of(through, upward, dots, hard, hardUp, white)) {
            byte[] bytes = tar(filling);
            assertThatThrownBy(() -> archives.importTar(new ByteArrayInputStream(bytes), "", List.of(), ""))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
        }
        assertThat(secret).hasContent("untouched");
        try (var leftovers = Files.list(folder.resolve("snapshots/unpacking"))) {
            assertThat(leftovers).isEmpty();
        }
    }

    @Test
    void collectsWhatNothingNeeds() throws IOException {
        byte[] files = tar(tar -> file(tar, "a", "a".getBytes(UTF_8)));
        Image image = archives.importTar(new ByteArrayInputStream(files), "a:1", List.of(), "");
        String orphan = content.put("orphan".getBytes(UTF_8));
        assertThat(content.collect(images.blobs(), Duration.ofHours(1))).isZero();
        assertThat(content.collect(images.blobs(), Duration.ofSeconds(-5))).isEqualTo(6);
        assertThat(content.has(orphan)).isFalse();
        assertThat(content.all()).containsAll(Set.of(image.id()));
        images.remove("a:1", false);
        content.collect(images.blobs(), Duration.ofSeconds(-5));
        assertThat(content.all()).isEmpty();
    }
}
