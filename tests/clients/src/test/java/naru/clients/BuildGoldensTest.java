package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Builds what dockerd builds: each case of `builds/NAME.sh`, whose result with dockerd 26.1 is kept beside it in
/// `NAME.golden`. `benchmarks/goldens.sh` makes them again. What is otherwise on purpose is in `NAME.naru`, with
/// the reason in docs/decisions/0014.
@Tag("system")
class BuildGoldensTest {
    /// Names the socket of a dockerd that has `small:test`: then the goldens are written instead of compared.
    private static final String DOCKERD = "NARU_GOLDENS_FROM";

    private static final Path SOURCES = Path.of("src/test/resources/builds");

    private static TestNaru naru;

    @BeforeAll
    static void start() {
        naru = TestNaru.start();
        SmallImage.importInto(naru, "small:test");
    }

    @AfterAll
    static void stop() {
        naru.close();
    }

    private static Path folder() {
        URL url = Objects.requireNonNull(BuildGoldensTest.class.getResource("/builds/expose.sh"));
        try {
            return Objects.requireNonNull(Path.of(url.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<String> cases() throws IOException {
        return names(folder()).stream();
    }

    private static java.util.List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sh"))
                    .map(name -> name.substring(0, name.length() - 3))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void buildsWhatDockerdBuilds(String name, @TempDir Path work) throws IOException {
        Path script = folder().resolve(name + ".sh");
        String dockerd = System.getenv(DOCKERD);
        if (dockerd != null) {
            Map<String, String> docker = Map.of("DOCKER_HOST", "unix://" + dockerd, "DOCKER_BUILDKIT", "0");
            Files.writeString(SOURCES.resolve(name + ".golden"), new BuildFacts(docker).of(script, work));
            return;
        }
        String facts = new BuildFacts(naru.dockerEnvironment()).of(script, work);
        Path ours = folder().resolve(name + ".naru");
        Path golden = Files.exists(ours) ? ours : folder().resolve(name + ".golden");
        assertThat(facts).isEqualTo(Files.readString(golden));
    }
}
