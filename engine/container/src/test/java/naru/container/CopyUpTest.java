package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import naru.container.PathsInContainer.Root;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tagged system: files get owners.
@Tag("system")
class CopyUpTest {
    @TempDir
    private Path folder;

    private final CopyUp copyUp = new CopyUp();
    private Path image = Path.of("/nonexistent-until-set-up");
    private Path volume = Path.of("/nonexistent-until-set-up");

    @BeforeEach
    void files() throws IOException {
        image = folder.resolve("image");
        Files.createDirectories(image.resolve("data/deep"));
        Files.writeString(image.resolve("data/a"), "of the image");
        Files.writeString(image.resolve("data/deep/b"), "of the image");
        volume = Files.createDirectories(folder.resolve("volumes/v/_data"));
    }

    private void fill(Path root, String path) {
        copyUp.fill(new Root(root, Optional.empty()), path, volume);
    }

    @Test
    void anEmptyVolumeGetsWhatTheImageHas() {
        fill(image, "/data");
        assertThat(volume.resolve("deep/b")).hasContent("of the image");
        assertThat(folder.resolve("volumes/v")).isDirectoryNotContaining("glob:**/filling");
    }

    @Test
    void whatIsInAVolumeStays() throws IOException {
        fill(image, "/data");
        Files.writeString(volume.resolve("a"), "of the volume");
        Files.delete(volume.resolve("deep/b"));
        fill(image, "/data");
        assertThat(volume.resolve("a")).hasContent("of the volume");
        assertThat(volume.resolve("deep")).isEmptyDirectory();
    }

    /// A crash left half of it: the volume was not empty, and stayed so for ever.
    @Test
    void aCopyThatWasCutShortIsMadeAgain() throws IOException {
        Files.writeString(volume.resolve("a"), "of th");
        Files.createFile(volume.resolveSibling("filling"));
        fill(image, "/data");
        assertThat(volume.resolve("a")).hasContent("of the image");
        assertThat(volume.resolve("deep/b")).hasContent("of the image");
        assertThat(volume.resolveSibling("filling")).doesNotExist();
    }

    /// Files that nobody may read: the copy ended there, and counted as whole.
    @Test
    void aCopyThatFailsIsNoCopy() {
        assertThatThrownBy(() -> fill(Path.of("/sys"), "/bus/cpu")).hasMessageContaining("Permission denied");
        assertThat(volume.resolve("drivers")).exists();
        fill(image, "/data");
        assertThat(volume.resolve("deep/b")).hasContent("of the image");
    }

    @Test
    void whereTheImageHasNoFolderNothingHappens() {
        fill(image, "/nothing");
        fill(image, "/data/a");
        assertThat(volume).isEmptyDirectory();
        assertThat(folder.resolve("volumes/v")).isDirectoryNotContaining("glob:**/filling");
    }
}
