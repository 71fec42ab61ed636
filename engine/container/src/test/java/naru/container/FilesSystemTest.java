package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Files that real containers see.
class FilesSystemTest extends EngineFixture {
    @Test
    void filesOfAStoppedContainersVolumeAreThoseOfTheVolume() throws Exception {
        Ended ended = run(spec("sh", "-c", "echo kept > /v/file").withStorage(Storage.binds("data:/v", "data:/r:ro")));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        assertThat(containers.read(ended.id(), "/v/file", archive).size()).isEqualTo(5);
        Files.delete(volumes.mountpoint("data").resolve("file"));
        containers.write(ended.id(), "/v", new ByteArrayInputStream(archive.toByteArray()), false, false);
        assertThat(volumes.mountpoint("data").resolve("file")).hasContent("kept");
        assertThatThrownBy(() -> containers.write(
                        ended.id(), "/r", new ByteArrayInputStream(archive.toByteArray()), false, false))
                .hasMessageContaining("read-only");
    }

    @Test
    void volumesAndBindsOutliveContainers() throws Exception {
        Path shared = Files.createDirectories(folder.resolve("shared"));
        run(spec("sh", "-c", "echo kept > /v/file; echo there > /b/file")
                .withStorage(Storage.binds("data:/v", shared + ":/b")));
        Ended read = run(spec("sh", "-c", "cat /v/file; echo x > /v/no || echo refused")
                .withStorage(Storage.binds("data:/v:ro")));
        assertThat(read.out()).isEqualTo("kept\nrefused\n");
        assertThat(shared.resolve("file")).hasContent("there");
        assertThatThrownBy(() -> containers.create(spec("true").withStorage(Storage.binds("x:relative"))))
                .hasMessageContaining("mount path must be absolute");
    }

    @Test
    void filesAreCopiedInAndOut() throws Exception {
        String id = start(spec("sleep", "100"));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        containers.read(id, "/etc/passwd", archive);
        containers.write(id, "/tmp", new ByteArrayInputStream(archive.toByteArray()), false, false);
        assertThat(containers.stat(id, "/tmp/passwd").name()).isEqualTo("passwd");
        assertThatThrownBy(() -> containers.stat(id, "/nosuch"))
                .hasMessageContaining("Could not find the file /nosuch");
    }

    @Test
    void whatAContainerWroteStaysForWorkThoughItIsRemovedMeanwhile() throws Exception {
        String id = start(spec("sleep", "100"));
        Path root = folder.resolve("roots").resolve(id);
        containers.withFiles(id, () -> {
            containers.remove(id, true, true);
            awaitEmpty(instance.data().resolve("containers")); // what comes after the root when it is cleared away
            return assertThat(root.resolve("etc/passwd")).exists();
        });
        assertThat(root).doesNotExist();
        assertThatThrownBy(() -> containers.withFiles(id, () -> 0)).hasMessageContaining("No such container");
    }
}
