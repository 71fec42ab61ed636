package naru.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InRootTest {
    @TempDir
    Path folder;

    private Path top = Path.of("");
    private InRoot root = InRoot.open(Path.of("/proc"));

    @BeforeEach
    void open() throws IOException {
        root.close();
        top = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), "outside");
        root = InRoot.open(top);
    }

    @AfterEach
    void close() {
        root.close();
    }

    private void write(String path, String text) throws IOException {
        try (var out = root.create(path, 0644)) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private String read(String path) throws IOException {
        try (var in = root.read(path)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void writesAndReads() throws IOException {
        root.mkdir("d", 0755);
        write("/d/a", "hello");
        assertThat(read("d/../d/a")).isEqualTo("hello");
        assertThat(root.list("/d")).containsExactly("a");
        assertThat(root.stat("d/a").size()).isEqualTo(5);
        assertThat(root.stat("/").isDirectory()).isTrue();
        assertThat(root.find("d/b")).isEmpty();
        assertThat(root.find("d/a/b")).isEmpty();
    }

    @Test
    void dotsAndLinksStayInside() throws IOException {
        write("secret", "inside");
        root.symlink("../../../secret", "up");
        root.symlink("/secret", "absolute");
        root.symlink("/", "slash");
        assertThat(read("../../secret")).isEqualTo("inside");
        assertThat(read("up")).isEqualTo("inside");
        assertThat(read("absolute")).isEqualTo("inside");
        assertThat(root.resolve("slash/slash/absolute")).isEqualTo("/secret");
        assertThat(root.resolve("slash")).isEqualTo("/");
        write("slash/new", "x");
        assertThat(top.resolve("new")).hasContent("x");
        assertThat(folder.resolve("secret")).hasContent("outside");
    }

    @Test
    void lastLinkIsNotFollowed() throws IOException {
        root.symlink("../secret", "l");
        assertThatThrownBy(() -> root.create("l", 0644))
                .isInstanceOfSatisfying(Errno.class, e -> assertThat(e.number()).isEqualTo(Errno.EEXIST));
        assertThatThrownBy(() -> root.chmod("l", 0777)).isInstanceOf(Errno.class);
        assertThat(root.stat("l").type()).isEqualTo(Stat.Type.SYMLINK);
        assertThat(root.readLink("l")).isEqualTo("../secret");
        root.delete("l");
        assertThat(folder.resolve("secret")).exists();
    }

    @Test
    void modesTimesAndHardLinks() throws IOException {
        write("a", "x");
        root.chmod("a", 04711);
        root.touch("a", Instant.ofEpochSecond(7, 5));
        root.link("a", "b");
        Stat stat = root.stat("b");
        assertThat(stat.permissions()).isEqualTo(04711);
        assertThat(stat.modified()).isEqualTo(Instant.ofEpochSecond(7, 5));
        assertThat(stat.links()).isEqualTo(2);
        assertThat(stat.inode()).isEqualTo(root.stat("a").inode());
    }

    @Test
    void pipesAreNotRead() {
        root.mknod("p", 0010644, 0);
        assertThat(root.stat("p").type()).isEqualTo(Stat.Type.FIFO);
        assertThatThrownBy(() -> root.read("p").close()).isInstanceOf(Errno.class);
    }

    @Test
    void deletesTrees() throws IOException {
        root.mkdir("d", 0755);
        root.mkdir("d/e", 0755);
        write("d/e/f", "x");
        root.symlink("/", "d/l");
        root.delete("d");
        root.delete("d");
        assertThat(root.list("/")).isEmpty();
        assertThat(folder.resolve("secret")).exists();
    }

    @Test
    void entersADirectoryThatBecomesTheRoot() throws IOException {
        root.mkdir("d", 0755);
        write("d/a", "x");
        try (InRoot inner = root.enter("d")) {
            assertThat(inner.list("../..")).containsExactly("a");
        }
    }
}
