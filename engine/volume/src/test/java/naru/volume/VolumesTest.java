package naru.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Instance;
import naru.store.Documents;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes by name, their use, their removal.
class VolumesTest {
    @TempDir
    Path folder;

    private final Documents documents = new MemoryDocuments();
    private final List<VolumeEvent> told = new ArrayList<>();
    private Volumes volumes;

    @BeforeEach
    void open() {
        volumes = new Volumes(new Instance(folder, folder.resolve("run")), documents, told::add);
    }

    @Test
    void aVolumeIsAFolderThatOutlivesTheObject() {
        Volume made = volumes.create("data", "", Map.of("a", "b"), Map.of());
        open();
        assertThat(volumes.list()).containsExactly(made);
        assertThat(made.mountpoint()).isDirectory();
    }

    @Test
    void whatIsMadeAndRemovedIsToldOnce() {
        volumes.create("data", "", Map.of(), Map.of());
        volumes.create("data", "", Map.of(), Map.of());
        volumes.remove("data", false);
        volumes.remove("data", true);
        assertThat(told).containsExactly(new VolumeEvent("create", "data"), new VolumeEvent("destroy", "data"));
    }

    @Test
    void namesWithSlashesAreRefused() {
        assertThatThrownBy(() -> volumes.create("../x", "", Map.of(), Map.of()))
                .hasMessageContaining("includes invalid characters for a local volume name");
    }

    @Test
    void aVolumeInUseStays() {
        volumes.create("data", "local", Map.of(), Map.of());
        volumes.use("data", "c1");
        assertThatThrownBy(() -> volumes.remove("data", false)).hasMessageContaining("volume is in use - [c1]");
        volumes.release("c1");
        volumes.remove("data", false);
        assertThat(folder.resolve("volumes/data")).doesNotExist();
    }

    @Test
    void foldersThatNobodyKnowsAreDeletedAtStart() throws Exception {
        Files.createDirectories(folder.resolve("volumes/orphan/_data"));
        open();
        assertThat(folder.resolve("volumes/orphan")).doesNotExist();
    }

    @Test
    void pruningTakesTheUnusedOnes() {
        volumes.create("used", "", Map.of(), Map.of());
        Volume free = volumes.create("", "", Map.of(), Map.of());
        volumes.use("used", "c1");
        assertThat(volumes.prune(Volume::anonymous).names()).containsExactly(free.name());
    }
}
