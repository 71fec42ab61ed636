package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import naru.base.Instance;
import naru.linux.Mounts;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real mounts, as an engine that was killed leaves them.
@Tag("system")
class ImageRootsTest {
    @TempDir
    private Path folder;

    /// A file system of an image beside the container's own was found by its snapshot only.
    @Test
    void whatIsMountedForNobodyGoes() throws IOException {
        Store store = Store.open(new Instance(folder.resolve("data"), folder.resolve("run")), new MemoryDocuments());
        Path remapped = folder.resolve("run/remapped");
        ImageRoots roots = new ImageRoots(store.images(), store.snapshots(), remapped);
        Path known = mounted(remapped.resolve("known-0"));
        Path lost = mounted(remapped.resolve("lost-0"));
        try {
            roots.sweep(Set.of("known"));
            assertThat(lost).doesNotExist();
            assertThat(Mounts.isMountPoint(known)).isTrue();
        } finally {
            Mounts.detach(known);
            Mounts.detach(lost);
        }
    }

    private static Path mounted(Path target) throws IOException {
        Files.createDirectories(target);
        Mounts.mount("test", target, "tmpfs", 0, null);
        return target;
    }
}
