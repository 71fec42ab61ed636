package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.linux.IdMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real overlay mounts of real layers.
@Tag("system")
class SnapshotsSystemTest extends ImagesOnDisk {
    private static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");

    @Test
    void aSnapshotShowsItsLayersAndKeepsWhatIsWritten() throws IOException {
        Image image = twoLayers();
        snapshots.create("c1", image);
        Path root = snapshots.mount("c1");
        assertThat(root.resolve("etc/kept")).hasContent("kept");
        assertThat(root.resolve("etc/hidden")).doesNotExist();
        assertThat(root.resolve("opaque")).isEmptyDirectory();
        Files.writeString(root.resolve("etc/kept"), "changed");
        Files.delete(root.resolve("etc/new"));
        Files.writeString(root.resolve("added"), "a");
        snapshots.unmount("c1");
        assertThat(snapshots.mount("c1").resolve("etc/kept")).hasContent("changed");
        assertThat(snapshots.changes("c1"))
                .containsExactly(
                        new Snapshots.Change("/added", Snapshots.ChangeKind.ADDED),
                        new Snapshots.Change("/etc", Snapshots.ChangeKind.CHANGED),
                        new Snapshots.Change("/etc/kept", Snapshots.ChangeKind.CHANGED),
                        new Snapshots.Change("/etc/new", Snapshots.ChangeKind.DELETED));
    }

    @Test
    void aCommittedSnapshotIsAnImageThatShowsTheSame() throws IOException {
        Image image = twoLayers();
        snapshots.create("c1", image);
        Path root = snapshots.mount("c1");
        Files.writeString(root.resolve("added"), "a");
        Files.delete(root.resolve("etc/kept"));
        Image committed = images.commit(
                image, "c1", image.config(), new History(THEN, "commit", "", false), "", List.of("saved:1"));
        snapshots.create("c2", committed);
        Path again = snapshots.mount("c2");
        assertThat(again.resolve("added")).hasContent("a");
        assertThat(again.resolve("etc/kept")).doesNotExist();
        assertThat(images.resolve("saved:1").layers()).hasSize(3);
    }

    @Test
    void anImageMayHaveMoreLayersThanMountTakes() throws IOException {
        List<String> diffIds = new java.util.ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(bytes)) {
                byte[] text = ("layer " + i).getBytes(StandardCharsets.UTF_8);
                tar.put(TarEntry.file("last", 0644, text.length, THEN), text);
                tar.put(TarEntry.file("f" + i, 0644, text.length, THEN), text);
            }
            String digest = content.put(bytes.toByteArray());
            layers.unpack(new Layer(digest, new Descriptor(MediaTypes.OCI_LAYER, digest, bytes.size())));
            diffIds.add(digest);
        }
        snapshots.create("many", diffIds);
        Path root = snapshots.mount("many");
        assertThat(root.resolve("last")).hasContent("layer 149");
        assertThat(root.resolve("f0")).hasContent("layer 0");
        Files.writeString(root.resolve("new"), "n");
        assertThat(snapshots.changes("many")).containsExactly(new Snapshots.Change("/new", Snapshots.ChangeKind.ADDED));
    }

    @Test
    void aSealedSnapshotBecomesALayer() throws IOException {
        Image image = twoLayers();
        snapshots.create("b1", image);
        Files.writeString(snapshots.mount("b1").resolve("built"), "b");
        Layer layer = snapshots.seal("b1", content);
        assertThat(layers.directory(layer.diffId()).resolve("built")).hasContent("b");
        assertThat(snapshots.has("b1")).isFalse();
        assertThat(content.has(layer.blob().digest())).isTrue();
    }

    @Test
    void aHostileLayerStaysInside() throws IOException {
        Path outside = folder.resolve("outside");
        Files.writeString(outside, "untouched");
        byte[] archive = archive(tar -> {
            tar.put(new TarEntry(
                    "out", TarEntry.Type.SYMLINK, 0777, 0, 0, 0, THEN, folder.toString(), 0, 0, java.util.Map.of()));
            tar.put(TarEntry.file("out/outside", 0644, 5, THEN), "taken".getBytes(StandardCharsets.UTF_8));
        });
        Layer layer = store(archive);
        assertThatThrownBy(() -> layers.unpack(layer)).isInstanceOf(Fault.class);
        assertThat(outside).hasContent("untouched");
        assertThat(layers.has(layer.diffId())).isFalse();
        byte[] dots = archive(tar -> tar.put(TarEntry.file("../outside", 0644, 1, THEN), new byte[] {'x'}));
        assertThatThrownBy(() -> layers.unpack(store(dots))).hasMessageContaining("..");
        assertThat(outside).hasContent("untouched");
    }

    @Test
    void aLayerWithAnotherDigestIsRefused() throws IOException {
        Layer right = store(archive(tar -> tar.put(TarEntry.file("a", 0644, 1, THEN), new byte[] {'x'})));
        Layer wrong = new Layer("sha256:" + "0".repeat(64), right.blob());
        assertThatThrownBy(() -> layers.unpack(wrong)).hasMessageContaining("the image says");
        assertThat(layers.has(wrong.diffId())).isFalse();
    }

    @Test
    void aLayerThatIsLostIsNotTheKernelsFault() throws IOException {
        Image image = twoLayers();
        snapshots.create("c1", image);
        Layers.deleteTree(layers.directory(image.layers().getFirst().diffId()));
        List<IdMap.Range> ids = List.of(new IdMap.Range(0, 100_000, 1_000));
        Path target = Files.createDirectory(folder.resolve("target"));
        assertThatThrownBy(() -> snapshots.mount("c1", new IdMap(ids, ids), target))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL))
                .hasMessageContaining("No such file");
    }

    @Test
    void theHostIsAnImageWithoutItsSecrets() throws IOException {
        Image image = images.resolve("naru/host");
        snapshots.create("h1", image);
        Path root = snapshots.mount("h1");
        assertThat(root.resolve("usr/bin/env")).exists();
        assertThat(root.resolve("etc/passwd")).exists();
        assertThat(root.resolve("etc/shadow")).doesNotExist();
        assertThat(root.resolve("root")).isEmptyDirectory();
        assertThat(root.resolve("tmp")).isEmptyDirectory();
        try (var seen = Files.walk(root.resolve("etc"))) {
            assertThat(seen.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_READ));
        }
    }

    @Test
    void theHostsToolsWorkInside() throws Exception {
        snapshots.create("h2", images.resolve("naru/host"));
        Path root = snapshots.mount("h2");
        try (naru.linux.InRoot in = naru.linux.InRoot.open(root)) {
            in.mknod("dev/null", 0020666, 1L << 32 | 3); // as a container's /dev has it
        }
        for (String tool : List.of("git --version", "apt-get --version", "sh -c true")) {
            List<String> command = new java.util.ArrayList<>(List.of("chroot", root.toString()));
            command.addAll(List.of(tool.split(" ")));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
        Files.writeString(root.resolve("usr/written"), "w");
        assertThat(Path.of("/usr/written")).doesNotExist();
    }

    @Test
    void namesMoveBetweenImagesAndTheLastOneTakesTheImageAlong() throws IOException {
        Image first = twoLayers();
        images.tag("base:1", "other:2");
        assertThat(images.remove("base:1", false)).containsExactly(new Images.Removal.Untagged("base:1", first.id()));
        assertThat(images.resolve("other:2").id()).isEqualTo(first.id());
        images.usedBy(_ -> Optional.of(new InUse.By("c".repeat(64), true)));
        assertThatThrownBy(() -> images.remove("other:2", true))
                .hasMessageContaining("being used by running container");
        images.usedBy(_ -> Optional.empty());
        assertThat(images.remove("other:2", false)).contains(new Images.Removal.Deleted(first.id()));
        assertThatThrownBy(() -> images.resolve("other:2")).hasMessage("No such image: other:2");
        assertThat(layers.all()).isEmpty();
    }

    private Image twoLayers() throws IOException {
        Layer lower = store(archive(tar -> {
            tar.put(TarEntry.directory("etc/", 0755, THEN));
            tar.put(TarEntry.file("etc/kept", 0644, 4, THEN), "kept".getBytes(StandardCharsets.UTF_8));
            tar.put(TarEntry.file("etc/hidden", 0644, 1, THEN), new byte[] {'h'});
            tar.put(TarEntry.directory("opaque/", 0755, THEN));
            tar.put(TarEntry.file("opaque/gone", 0644, 1, THEN), new byte[] {'g'});
        }));
        Layer upper = store(archive(tar -> {
            tar.put(TarEntry.directory("etc/", 0755, THEN));
            tar.put(TarEntry.file("etc/.wh.hidden", 0, 0, THEN));
            tar.put(TarEntry.file("etc/new", 0644, 1, THEN), new byte[] {'n'});
            tar.put(TarEntry.directory("opaque/", 0755, THEN));
            tar.put(TarEntry.file("opaque/.wh..wh..opq", 0, 0, THEN));
        }));
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE,
                "linux",
                "",
                "",
                THEN,
                ImageConfig.EMPTY,
                List.of(lower.diffId(), upper.diffId()),
                List.of());
        return images.register(document, List.of(lower, upper), List.of("base:1"));
    }

    private Layer store(byte[] archive) {
        Descriptor blob = content.ingest(new ByteArrayInputStream(archive), MediaTypes.OCI_LAYER, "");
        return new Layer(blob.digest(), blob);
    }

    /// Writes entries.
    private interface Entries {
        void put(TarWriter tar) throws IOException;
    }

    private static byte[] archive(Entries entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            entries.put(tar);
        }
        return bytes.toByteArray();
    }
}
