package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.base.Fault;
import naru.base.Ids;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What nothing needs goes, and nothing that somebody is just using or making.
@Tag("system")
class CollectionSystemTest extends ImagesOnDisk {
    private static final Instant THEN = Instant.parse("2020-01-01T00:00:00Z");
    private static final int ROUNDS = 300;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void snapshotsAreMadeAndRemovedWhileOthersLookWhatIsInUse() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Future<?> looking = threads.submit(() -> {
            while (!done.get()) {
                snapshots.inUse();
            }
        });
        try {
            for (int round = 0; round < ROUNDS; round++) {
                snapshots.create("s" + round, List.of());
                snapshots.remove("s" + round);
            }
        } finally {
            done.set(true);
        }
        looking.get();
        assertThat(snapshots.all()).isEmpty();
    }

    @Test
    void aLayerThatIsMadeWhileItIsTakenAwayIsWholeOrGone() throws Exception {
        Layer layer = layer("x");
        for (int round = 0; round < ROUNDS; round++) {
            layers.unpack(layer);
            together(() -> layers.delete(layer.diffId()), () -> layers.unpack(layer));
            layers.clear();
            assertThat(Files.exists(layers.directory(layer.diffId()).resolve("x")))
                    .isEqualTo(layers.has(layer.diffId()));
        }
    }

    @Test
    void twoMayMakeTheSameLayerAtOnce() throws Exception {
        Descriptor blob = layer("x").blob();
        for (int round = 0; round < ROUNDS; round++) {
            Layer layer = new Layer("sha256:" + Ids.random(), blob);
            Path one = made("one" + round);
            Path other = made("other" + round);
            together(() -> layers.adopt(layer, one, 1), () -> layers.adopt(layer, other, 1));
            assertThat(layers.directory(layer.diffId()).resolve("file")).exists();
        }
    }

    @Test
    void aLayerThatOnlyBeginsLikeAnotherDoesNotTakeItsPlace() throws IOException {
        Descriptor blob = layer("x").blob();
        String beginning = "sha256:" + "a".repeat(24);
        layers.adopt(new Layer(beginning + "b".repeat(40), blob), made("first"), 1);
        Layer second = new Layer(beginning + "c".repeat(40), blob);
        assertThatThrownBy(() -> layers.adopt(second, made("second"), 1))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("begins like");
        assertThat(layers.directory(beginning + "b".repeat(40)).resolve("file")).exists();
    }

    @Test
    void filesOfNoLayerGoAtTheNextStart() throws IOException {
        Layer known = layer("known");
        layers.unpack(known);
        String needed = "sha256:" + Ids.random();
        String lost = "sha256:" + Ids.random();
        for (String diffId : List.of(needed, lost)) {
            layers.adopt(new Layer(diffId, known.blob()), made(diffId), 1);
            documents.delete("layer", diffId);
        }
        new Layers(folder.resolve("snapshots"), content, documents).sweep(Set.of(needed));
        assertThat(layers.directory(known.diffId())).exists();
        assertThat(layers.directory(needed)).exists();
        assertThat(layers.directory(lost)).doesNotExist();
        assertThat(folder.resolve("snapshots/unpacking")).isEmptyDirectory();
    }

    @Test
    void anImageThatGetsANameWhileOthersArePrunedStays() throws IOException {
        Image image = image("x");
        List<Images.Removal> report = images.prune(false, found -> {
            images.tag(found.id(), "kept:1");
            return true;
        });
        assertThat(report).isEmpty();
        assertThat(images.resolve("kept:1").id()).isEqualTo(image.id());
    }

    @Test
    void whatIsHeldStaysUntilItIsLetGo() throws IOException {
        Image image = image("x");
        Layer layer = image.layers().getFirst();
        try (Images.Hold hold = images.hold()) {
            hold.keep(image.layers());
            images.remove(image.id(), true);
            images.collectLayers(Set.of());
            assertThat(layers.directory(layer.diffId()).resolve("x")).exists();
            assertThat(images.blobs()).contains(layer.blob().digest());
        }
        images.collectLayers(Set.of());
        assertThat(layers.directory(layer.diffId())).doesNotExist();
    }

    @Test
    void aHoldUnpacksWhatWasTakenAway() throws IOException {
        Layer layer = layer("x");
        try (Images.Hold hold = images.hold()) {
            hold.unpacked(List.of(layer));
            assertThat(layers.directory(layer.diffId()).resolve("x")).exists();
        }
    }

    @Test
    void aSnapshotOfAnImageThatIsRemovedMeanwhileHasItsLayersOrIsNot() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String id = "c" + round;
            Image image = image("x" + round);
            together(() -> snapshotIfThere(id, image), () -> images.remove(image.id(), true));
            assertThat(layers.has(image.layers().getFirst().diffId())).isEqualTo(snapshots.has(id));
        }
    }

    @Test
    void aBlobThatIsClaimedWhileOldOnesGoStays() throws Exception {
        byte[] bytes = {1};
        for (int round = 0; round < ROUNDS; round++) {
            String digest = content.put(bytes);
            Files.setLastModifiedTime(content.path(digest), FileTime.from(THEN));
            AtomicBoolean claimed = new AtomicBoolean();
            together(() -> claimed.set(content.claim(digest)), () -> content.collect(Set.of(), Duration.ofHours(1)));
            assertThat(content.has(digest)).isEqualTo(claimed.get());
        }
    }

    private void snapshotIfThere(String id, Image image) {
        try {
            images.snapshot(id, image.id());
        } catch (Fault e) {
            assertThat(e.kind()).isEqualTo(Fault.Kind.NOT_FOUND);
        }
    }

    /// Does both at once, and answers when both are done.
    private void together(Runnable one, Runnable other) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> first = threads.submit(() -> begin(start, one));
        Future<?> second = threads.submit(() -> begin(start, other));
        first.get();
        second.get();
    }

    private static Void begin(CyclicBarrier start, Runnable task) throws Exception {
        start.await();
        task.run();
        return null;
    }

    private Path made(String name) {
        try {
            Path made = Files.createDirectories(folder.resolve("snapshots/made").resolve(name));
            Files.writeString(made.resolve("file"), "f");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Image image(String file) throws IOException {
        Layer layer = layer(file);
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE, "linux", "", "", THEN, ImageConfig.EMPTY, List.of(layer.diffId()), List.of());
        return images.register(document, List.of(layer), List.of());
    }

    private Layer layer(String file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            byte[] text = file.getBytes(StandardCharsets.UTF_8);
            tar.put(TarEntry.file(file, 0644, text.length, THEN), text);
        }
        Descriptor blob = content.ingest(new ByteArrayInputStream(bytes.toByteArray()), MediaTypes.OCI_LAYER, "");
        return new Layer(blob.digest(), blob);
    }
}
