package naru.clients;

import static naru.clients.RemappedUsers.FIRST;
import static naru.clients.RemappedUsers.run;
import static naru.clients.RemappedUsers.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.base.Instance;
import naru.tests.Program;
import naru.tests.SmallImage;
import naru.tests.TestNaru;

/// A daemon whose containers have users that are others on the host (`--userns-remap`), among [SubordinateUsers].
final class RemappedUsers implements AutoCloseable {
    /// What root is on the host.
    static final int FIRST = SubordinateUsers.FIRST;
    /// All of them, as the kernel says it.
    static final String MAP = "0 " + FIRST + " 65536";

    private final Path etc;
    private final SubordinateUsers users;
    private final TestNaru naru;

    RemappedUsers() {
        try {
            etc = Files.createTempDirectory("naru-etc");
            users = new SubordinateUsers(etc);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        naru = TestNaru.startOn(within(), "--no-cluster", "--userns-remap", "default");
        SmallImage.importInto(naru);
    }

    TestNaru naru() {
        return naru;
    }

    /// Ends it; no mount of it may be left.
    @Override
    public void close() throws IOException {
        naru.removeContainers();
        String left = users.mounts();
        Instance instance = naru.instance();
        naru.close();
        users.close();
        for (String name : List.of("passwd", "subuid", "subgid")) {
            Files.delete(etc.resolve(name));
        }
        Files.delete(etc);
        assertThat(left).doesNotContain(instance.run() + "/remapped/", instance.data() + "/snapshots/");
    }

    /// The words that run a program in that namespace.
    List<String> within() {
        return users.within();
    }

    /// What docker answers.
    String docker(String... words) {
        return naru.docker(words).ok();
    }

    /// What a program on the host answers.
    static String run(String... words) {
        return Program.run(List.of(words), Map.of(), new byte[0], Duration.ofSeconds(10))
                .ok();
    }

    /// Words of a line, whatever their distance.
    static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /// Numbers of user and group, on the host.
    static String owner(Path file) {
        return run("stat", "-c", "%u:%g", file.toString());
    }
}
