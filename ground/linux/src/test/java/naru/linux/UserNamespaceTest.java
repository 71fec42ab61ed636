package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class UserNamespaceTest {
    private static final IdMap MAP = new IdMap(
            List.of(new IdMap.Range(0, 100_000, 10), new IdMap.Range(10, 300_000, 5)),
            List.of(new IdMap.Range(0, 200_000, 10)));

    @TempDir
    private Path folder;

    private static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino");
    }

    private static long children() {
        return ProcessHandle.current().children().count();
    }

    @Test
    void aFileKeepsOneWithItsNetwork() throws IOException {
        long before = children();
        Path file = folder.resolve("user");
        UserNamespace.keep(MAP, file);
        assertThat(children()).isEqualTo(before);
        assertThat(inode(file)).isNotEqualTo(inode(Path.of("/proc/self/ns/user")));
        Path first = Files.createFile(folder.resolve("first"));
        Path second = Files.createFile(folder.resolve("second"));
        UserNamespace.network(file, first);
        UserNamespace.network(file, second);
        assertThat(List.of(inode(first), inode(second), inode(Path.of("/proc/self/ns/net"))))
                .doesNotHaveDuplicates();
        NetworkNamespace.delete(first);
        NetworkNamespace.delete(second);
        UserNamespace.release(file);
        UserNamespace.release(file);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void manyAtOnceLeaveNoProcess() {
        long before = children();
        IntStream.range(0, 200).parallel().forEach(number -> {
            Path file = folder.resolve("user" + number);
            try {
                UserNamespace.keep(MAP, file);
                UserNamespace.release(file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(children()).isEqualTo(before);
        assertThat(folder).isEmptyDirectory();
    }
}
