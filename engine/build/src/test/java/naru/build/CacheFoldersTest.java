package naru.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import naru.build.dockerfile.RunMount;
import naru.linux.Errno;
import naru.linux.Mounts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tagged system: the folders get owners.
@Tag("system")
class CacheFoldersTest {
    @TempDir
    private Path folder;

    private CacheFolders caches = new CacheFolders(Path.of("/nonexistent-until-set-up"));

    @BeforeEach
    void open() {
        caches = new CacheFolders(folder);
    }

    private Path filled(String id, int bytes) throws Exception {
        RunMount.Cache mount = new RunMount.Cache("/c", id, RunMount.Sharing.SHARED, 0755, 0, 0, false);
        try (CacheFolders.Lease lease = caches.take(mount)) {
            Files.write(lease.path().resolve("file"), new byte[bytes]);
            return lease.path();
        }
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws Exception {
        Path older = filled("older", 100_000);
        Path newer = filled("newer", 100_000);
        FileTime longAgo = FileTime.from(Instant.ofEpochSecond(1_000_000_000));
        Files.setLastModifiedTime(older, longAgo);
        Files.setLastModifiedTime(newer, longAgo);
        assertThat(filled("older", 100_000)).isEqualTo(older);
        assertThat(caches.trim(150_000)).isBetween(100_000L, 110_000L);
        assertThat(older).isDirectoryContaining("glob:**/file");
        assertThat(newer).doesNotExist();
    }

    @Test
    void withinTheBudgetAllStays() throws Exception {
        Path one = filled("one", 1000);
        assertThat(caches.trim(100_000)).isZero();
        assertThat(one).exists();
        assertThat(caches.trim(10)).as("nothing was used since").isZero();
    }

    /// Half a cache is worse than none: a program takes what is there for all that was.
    @Test
    void oneThatCannotBeDeletedToItsEndIsGoneAllTheSame() throws Exception {
        Path stuck = filled("stuck", 1000);
        Path mount = Files.createDirectory(stuck.resolve("mount"));
        Mounts.mount("test", mount, "tmpfs", 0, null);
        try {
            assertThatThrownBy(() -> caches.trim(10)).isInstanceOf(Errno.class);
            assertThat(stuck).doesNotExist();
        } finally {
            try (var left = Files.list(folder)) {
                left.forEach(one -> Mounts.detach(one.resolve("mount")));
            }
        }
        caches = new CacheFolders(folder);
        assertThat(folder).isEmptyDirectory();
    }
}
