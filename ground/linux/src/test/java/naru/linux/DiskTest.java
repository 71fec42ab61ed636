package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine keeps when it goes down: nothing but its disk.
class DiskTest {
    @Test
    void writesAFileSystemOut(@TempDir Path folder) {
        assertThatCode(() -> Disk.sync(folder)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Disk.sync(folder.resolve("none")))
                .isInstanceOfSatisfying(
                        Errno.class, errno -> assertThat(errno.number()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void aRunOfTheMachineHasOneId() {
        assertThat(Boot.id()).isPresent().isEqualTo(Boot.id());
    }

    @Test
    void theTableOfMountsHasTheRoot() {
        assertThat(Mounts.table()).contains(" / / ");
    }
}
