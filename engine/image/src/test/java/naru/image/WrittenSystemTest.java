package naru.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import naru.linux.InRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file system whose container goes on writing while somebody looks: files that went since they were listed are no
/// failure.
@Tag("system")
class WrittenSystemTest {
    private static final int ROUNDS = 300;

    @TempDir
    private Path upper;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean done = new AtomicBoolean();
    private Future<?> writing = CompletableFuture.completedFuture(null);

    @BeforeEach
    void write() throws IOException {
        Files.writeString(upper.resolve("kept"), "kept");
        writing = threads.submit(this::comeAndGo);
    }

    @AfterEach
    void end() throws Exception {
        done.set(true);
        writing.get();
        threads.close();
    }

    private Void comeAndGo() throws IOException {
        while (!done.get()) {
            for (int i = 0; i < 50; i++) {
                Path folder = Files.createDirectory(upper.resolve("d" + i));
                Files.writeString(folder.resolve("f"), "f");
                Files.createLink(upper.resolve("l" + i), folder.resolve("f"));
            }
            for (int i = 0; i < 50; i++) {
                Files.delete(upper.resolve("d" + i + "/f"));
                Files.delete(upper.resolve("d" + i));
                Files.delete(upper.resolve("l" + i));
            }
        }
        return null;
    }

    @Test
    void itsSizeIsThatOfTheOthers() {
        Written written = new Written(upper, List.of());
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(written.size()).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void itsChangesAreTheOthers() {
        Written written = new Written(upper, List.of());
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(written.changes()).contains(new Snapshots.Change("/kept", Snapshots.ChangeKind.ADDED));
        }
    }

    @Test
    void itsArchiveHasTheOthers() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(entries()).isPositive();
        }
    }

    private int entries() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (InRoot root = InRoot.open(upper)) {
            LayerPacker.files(root, archive);
        }
        TarReader reader = new TarReader(new ByteArrayInputStream(archive.toByteArray()));
        int count = 0;
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            count++;
        }
        return count;
    }
}
