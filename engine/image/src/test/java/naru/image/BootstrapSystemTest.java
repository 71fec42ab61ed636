package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Ids;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A base image from this machine's package mirror.
@Tag("system")
class BootstrapSystemTest {
    @Test
    void makesDebian(@TempDir Path folder) throws IOException {
        MemoryDocuments documents = new MemoryDocuments();
        Content content = new Content(folder.resolve("content"));
        Layers layers = new Layers(folder.resolve("snapshots"), content, documents);
        HostRoot host = new HostRoot(folder.resolve("host"), "sha256:" + Ids.random(), folder);
        Snapshots snapshots = new Snapshots(folder.resolve("snapshots"), layers, host);
        Images images = new Images(documents, content, layers, snapshots, host);
        Bootstrap bootstrap = new Bootstrap(new Archives(images, content, layers), Path.of("/etc/apt"));
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> bootstrap.make("alpine:3", lines::add)).hasMessageContaining("debian:SUITE");
        Image image = bootstrap.make("debian:bookworm", lines::add);
        assertThat(lines).isNotEmpty();
        assertThat(image.names()).containsExactly("debian:bookworm");
        Path files = layers.directory(image.layers().getFirst().diffId());
        assertThat(files.resolve("usr/bin/apt")).isExecutable();
        assertThat(Files.readString(files.resolve("etc/apt/sources.list")))
                .isEqualTo(String.join("\n", AptSources.published(Path.of("/etc/apt"), "bookworm")) + "\n");
        assertThat(files.resolve("etc/apt/sources.list.d")).isEmptyDirectory();
        try (var lists = Files.list(files.resolve("var/lib/apt/lists"))) {
            assertThat(lists.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
                    .allMatch(name -> name.equals("lock"));
        }
        assertThat(files.resolve("etc/resolv.conf")).doesNotExist();
    }
}
