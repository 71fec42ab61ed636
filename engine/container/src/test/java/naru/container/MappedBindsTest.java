package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import naru.linux.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real mounts of parts of a volume to which somebody else writes.
@Tag("system")
class MappedBindsTest {
    @TempDir
    private Path folder;

    private Path volume = Path.of("/nonexistent-until-set-up");
    private Path secret = volume;
    private MappedBinds binds = new MappedBinds(volume, volume, Optional.empty());

    @BeforeEach
    void files() throws IOException {
        volume = Files.createDirectories(folder.resolve("volume"));
        Files.createDirectories(volume.resolve("part"));
        Files.writeString(volume.resolve("part/file"), "of the volume");
        secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("file"), "of the host");
        binds = new MappedBinds(folder.resolve("mapped"), folder, Optional.empty());
    }

    @AfterEach
    void clear() {
        binds.clear();
        assertThat(folder.resolve("mapped")).doesNotExist();
        assertThat(volume).isNotEmptyDirectory();
        assertThat(secret).isNotEmptyDirectory();
    }

    private Path inside(String subpath) {
        return binds.inside(
                volume,
                new MountPoint(
                        MountSpec.Type.VOLUME,
                        "v",
                        volume.toString(),
                        "/data",
                        "local",
                        "z",
                        true,
                        "",
                        subpath,
                        true,
                        false));
    }

    /// Between a container's preparation and its creation the path was looked up again.
    @Test
    void aLinkThatIsPutInPlaceOfAPartLeadsNowhere() throws IOException {
        Path part = inside("part");
        Files.move(volume.resolve("part"), volume.resolve("away"));
        Files.createSymbolicLink(volume.resolve("part"), secret);
        assertThat(part.resolve("file")).hasContent("of the volume");
    }

    @Test
    void filesAndLinksInsideAreFound() throws IOException {
        Files.createSymbolicLink(volume.resolve("link"), Path.of("/part"));
        assertThat(inside("part/file")).hasContent("of the volume");
        assertThat(inside("link").resolve("file")).hasContent("of the volume");
    }

    @Test
    void whatIsNotThereIsAnErrno() throws IOException {
        Files.createSymbolicLink(volume.resolve("out"), secret);
        assertThatThrownBy(() -> inside("nothing")).isInstanceOf(Errno.class);
        assertThatThrownBy(() -> inside("out")).isInstanceOf(Errno.class);
    }
}
