package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.tests.Program;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Does what dockerd does: each list of docker commands in `runs/NAME.sh`, of which what dockerd 26.1 made is kept
/// beside it in `NAME.golden` (`benchmarks/goldens.sh` makes them again). What comes of a command otherwise on
/// purpose is in `NAME.naru`, with the reason in docs/docker-api.md.
@Tag("system")
class RunGoldensTest {
    /// Names the socket of a dockerd that has `small:test`: then the goldens are written instead of compared.
    private static final String DOCKERD = "NARU_GOLDENS_FROM";

    private static final Path SOURCES = Path.of("src/test/resources/runs");
    private static final Duration LIMIT = Duration.ofMinutes(5);

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
        URL url = Objects.requireNonNull(RunGoldensTest.class.getResource("/runs/prelude.inc"));
        try {
            return Objects.requireNonNull(Path.of(url.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sh"))
                    .map(name -> name.substring(0, name.length() - 3))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesWhatDockerdDoes(String name, @TempDir Path work) throws IOException {
        String dockerd = System.getenv(DOCKERD);
        if (dockerd != null) {
            Files.writeString(
                    SOURCES.resolve(name + ".golden"), told(name, work, Map.of("DOCKER_HOST", "unix://" + dockerd)));
            return;
        }
        String told = told(name, work, naru.dockerEnvironment());
        assertThat(told).isEqualTo(expected(name));
    }

    /// What dockerd told, with our own for those commands where it differs.
    private static String expected(String name) throws IOException {
        Map<String, String> ours = new HashMap<>();
        Path own = folder().resolve(name + ".naru");
        for (String block : Files.exists(own) ? blocks(Files.readString(own)) : new String[0]) {
            ours.put(command(block), block);
        }
        return Stream.of(blocks(Files.readString(folder().resolve(name + ".golden"))))
                .map(block -> ours.getOrDefault(command(block), block))
                .collect(Collectors.joining());
    }

    /// Each command with what came of it.
    private static String[] blocks(String text) {
        return text.split("(?m)^(?=\\$ )");
    }

    private static String command(String block) {
        return block.lines().findFirst().orElse("");
    }

    private static String told(String name, Path work, Map<String, String> environment) {
        String script = "cd \"$1\" && . \"$2/prelude.inc\" && . \"$2/$3.sh\"";
        List<String> line = List.of("sh", "-c", script, "sh", work.toString(), folder().toString(), name);
        return Program.run(line, environment, new byte[0], LIMIT).ok().replace(work.toString(), "HERE") + "\n";
    }
}
