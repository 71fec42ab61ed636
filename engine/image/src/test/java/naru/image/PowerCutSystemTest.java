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
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import naru.linux.Boot;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The machine goes down, and of layers there is left what the disk had. Here that is: a folder without its files, and
/// a mark with another run of the machine.
@Tag("system")
class PowerCutSystemTest {
    private static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");
    private static final String MARKS = "layer-unsynced";

    @TempDir
    Path folder;

    private final MemoryDocuments documents = new MemoryDocuments();
    private final String hostLayer = "sha256:" + Ids.random();
    private Content content;
    private Layers layers;
    private Snapshots snapshots;
    private Images images;

    /// As the daemon does at its start.
    @BeforeEach
    void open() {
        content = new Content(folder.resolve("content"));
        layers = new Layers(folder.resolve("snapshots"), content, documents);
        HostRoot host = new HostRoot(folder.resolve("host"), hostLayer, folder);
        snapshots = new Snapshots(folder.resolve("snapshots"), layers, host);
        layers.sweep(snapshots.inUse());
        images = new Images(documents, content, layers, snapshots, host);
    }

    @AfterEach
    void close() {
        snapshots.all().forEach(snapshots::remove);
        layers.close();
    }

    @Test
    void aNewLayerIsMarkedUntilItIsOnTheDisk() throws IOException {
        Image image = image("x");
        assertThat(marks())
                .containsExactly(new LayerMarks.Mark(
                        diffId(image),
                        image.layers().getFirst().blob().digest(),
                        Boot.id().orElseThrow()));
        layers.close();
        assertThat(marks()).isEmpty();
        open();
        assertThat(layers.has(diffId(image))).isTrue();
    }

    @Test
    void whatMayHaveBeenLostIsMadeAgainWhenItIsNeeded() throws IOException {
        Image image = image("x");
        powerCut(image);
        assertThat(layers.has(diffId(image))).isFalse();
        assertThat(layers.directory(diffId(image))).doesNotExist();
        assertThat(images.resolve(image.id()).size()).isEqualTo(image.size());
        images.snapshot("c", image.id());
        assertThat(snapshots.mount("c").resolve("x")).hasContent("x");
        assertThat(layers.has(diffId(image))).isTrue();
        layers.close();
        assertThat(marks()).isEmpty();
    }

    @Test
    void aSnapshotStandsOnItsLayersAgain() throws IOException {
        Image image = image("x");
        images.snapshot("c", image.id());
        Files.writeString(snapshots.mount("c").resolve("written"), "w");
        snapshots.unmount("c");
        powerCut(image);
        assertThat(snapshots.changes("c")).extracting(Snapshots.Change::path).containsExactly("/written");
        Path root = snapshots.mount("c");
        assertThat(root.resolve("x")).hasContent("x");
        assertThat(root.resolve("written")).hasContent("w");
    }

    @Test
    void aSnapshotOfWhichTheListOfLayersWasLostSaysSo() throws IOException {
        images.snapshot("c", image("x").id());
        Files.writeString(folder.resolve("snapshots/c/c/lower"), "");
        open();
        assertThatThrownBy(() -> snapshots.mount("c")).hasMessageContaining("remove the container and make it again");
        snapshots.remove("c");
        assertThat(snapshots.has("c")).isFalse();
    }

    @Test
    void aSecondImageWithTheLayerMakesItAgain() throws IOException {
        Image image = image("x");
        powerCut(image);
        try (Images.Hold hold = images.hold()) {
            hold.unpacked(image.layers());
        }
        assertThat(layers.directory(diffId(image)).resolve("x")).hasContent("x");
    }

    @Test
    void whatIsKnownToBeOnTheDiskIsLeftAlone() throws IOException {
        Image old = image("old");
        layers.close();
        open();
        Image fresh = image("fresh");
        powerCut(old, fresh);
        assertThat(layers.has(diffId(old))).isTrue();
        assertThat(layers.directory(diffId(old))).isEmptyDirectory();
        assertThat(layers.has(diffId(fresh))).isFalse();
    }

    @Test
    void aDaemonThatIsKilledLosesNothing() throws IOException {
        Image image = image("x");
        open();
        assertThat(layers.has(diffId(image))).isTrue();
        assertThat(layers.directory(diffId(image)).resolve("x")).hasContent("x");
        assertThat(marks()).hasSize(1);
        layers.close();
        assertThat(marks()).isEmpty();
    }

    /// As with a boot id that is another one in the namespace from which the daemon is started now.
    @Test
    void whatSomethingIsMountedOnIsInNoDoubt() throws IOException {
        Image image = image("x");
        images.snapshot("c", image.id());
        Path root = snapshots.mount("c");
        otherBoot();
        open();
        assertThat(layers.has(diffId(image))).isTrue();
        assertThat(root.resolve("x")).hasContent("x");
        layers.close();
        assertThat(marks()).isEmpty();
    }

    @Test
    void withoutItsBlobALayerIsDamagedAndItIsSaidHowToMendIt() throws IOException {
        Image image = image("x", "mine:1");
        content.delete(image.layers().getFirst().blob().digest());
        powerCut(image);
        assertThat(documents.damages().sentences())
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains(diffId(image), "when the machine went down", "docker pull mine:1"));
        assertThatThrownBy(() -> images.snapshot("c", image.id()))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL))
                .hasMessageContaining(diffId(image))
                .hasMessageContaining("docker pull mine:1");
        assertThat(snapshots.all()).isEmpty();
        assertThat(images.isComplete(image.layers())).isFalse();
        image("x", "mine:1");
        images.snapshot("c", image.id());
        assertThat(snapshots.mount("c").resolve("x")).hasContent("x");
        assertThat(documents.damages().sentences()).isEmpty();
    }

    @Test
    void aDamagedImageCanBeTakenAway() throws IOException {
        Image image = image("x", "mine:1");
        content.delete(image.layers().getFirst().blob().digest());
        powerCut(image);
        images.remove("mine:1", false);
        assertThat(layers.all()).isEmpty();
        assertThat(marks()).isEmpty();
        assertThat(documents.damages().sentences()).isEmpty();
    }

    /// What cannot be made again is on the disk before it is on record.
    @Test
    void aLayerWithoutABlobIsNotMarked() throws IOException {
        Path made = Files.createDirectories(folder.resolve("snapshots/made"));
        Files.writeString(made.resolve("file"), "f");
        String diffId = "sha256:" + Ids.random();
        layers.adopt(new Layer(diffId, new Descriptor(MediaTypes.OCI_LAYER, diffId, 0)), made, 1);
        assertThat(layers.has(diffId)).isTrue();
        assertThat(marks()).isEmpty();
    }

    @Test
    void whatASnapshotBecameIsMadeAgainToo() throws IOException {
        snapshots.create("c", List.of());
        Files.writeString(snapshots.mount("c").resolve("written"), "w");
        Layer sealed = snapshots.seal("c", content);
        empty(sealed.diffId());
        otherBoot();
        open();
        snapshots.create("d", List.of(sealed.diffId()));
        assertThat(snapshots.mount("d").resolve("written")).hasContent("w");
    }

    @Test
    void theBlobsThatAreNeededForItStay() throws IOException {
        Image image = image("x");
        String blob = image.layers().getFirst().blob().digest();
        images.snapshot("c", image.id());
        images.remove(image.id(), true);
        assertThat(images.blobs()).contains(blob);
        layers.close();
        assertThat(images.blobs()).doesNotContain(blob);
    }

    private void powerCut(Image... lost) throws IOException {
        for (Image image : lost) {
            empty(diffId(image));
        }
        otherBoot();
        open();
    }

    private void empty(String diffId) throws IOException {
        Layers.deleteTree(layers.directory(diffId));
        Files.createDirectory(layers.directory(diffId));
    }

    /// Nothing was written out since, so that the marks are there.
    private void otherBoot() {
        documents.all(MARKS).forEach((key, json) -> {
            LayerMarks.Mark mark = Json.read(json, LayerMarks.Mark.class);
            documents.put(MARKS, key, Json.write(new LayerMarks.Mark(mark.diffId(), mark.blob(), "another")));
        });
    }

    private Set<LayerMarks.Mark> marks() {
        return Set.copyOf(documents.all(MARKS).values().stream()
                .map(json -> Json.read(json, LayerMarks.Mark.class))
                .toList());
    }

    private static String diffId(Image image) {
        return image.layers().getFirst().diffId();
    }

    private Image image(String file, String... names) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed);
                TarWriter tar = new TarWriter(gzip)) {
            byte[] text = file.getBytes(StandardCharsets.UTF_8);
            tar.put(TarEntry.file(file, 0644, text.length, THEN), text);
        }
        Layer layer = new LayerIntake(content, layers).take(new ByteArrayInputStream(packed.toByteArray()));
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE, "linux", "", "", THEN, ImageConfig.EMPTY, List.of(layer.diffId()), List.of());
        return images.register(document, List.of(layer), List.of(names));
    }
}
