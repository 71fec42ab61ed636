package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import naru.tests.Program;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Does what dockerd does: each list of docker commands in `runs/NAME.sh`, of which what dockerd 26.1 made is kept
/// beside it in `NAME.golden` (`benchmarks/goldens.sh` makes them again). What comes of a command otherwise on
/// purpose is in `NAME.naru`, with the reason in docs/docker-api.md.
@Tag("system")
class RunGoldensTest {
    private static final Goldens GOLDENS = new Goldens("runs");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    static Stream<String> cases() throws IOException {
        return GOLDENS.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesWhatDockerdDoes(String name, @TempDir Path work) throws IOException {
        Optional<Map<String, String>> dockerd = GOLDENS.dockerd();
        if (dockerd.isPresent()) {
            GOLDENS.keep(name, told(name, work, dockerd.get()));
            return;
        }
        List<String> told = List.of(blocks(told(name, work, naru.dockerEnvironment())));
        List<String> expected = expected(name);
        // One command at a time: the output of a whole case hides the line that differs.
        for (int i = 0; i < Math.min(told.size(), expected.size()); i++) {
            assertThat(told.get(i)).as("command %d of %s", i + 1, name).isEqualTo(expected.get(i));
        }
        assertThat(told).hasSameSizeAs(expected);
    }

    /// What dockerd told of each command, with our own for those commands where it differs.
    private static List<String> expected(String name) throws IOException {
        Map<String, String> ours = new HashMap<>();
        Path own = GOLDENS.folder().resolve(name + ".naru");
        for (String block : Files.exists(own) ? blocks(Files.readString(own)) : new String[0]) {
            ours.put(command(block), block);
        }
        return Stream.of(blocks(Files.readString(GOLDENS.folder().resolve(name + ".golden"))))
                .map(block -> ours.getOrDefault(command(block), block))
                .toList();
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
        List<String> line = List.of(
                "sh", "-c", script, "sh", work.toString(), GOLDENS.folder().toString(), name);
        return Program.run(line, environment, new byte[0], LIMIT).ok().replace(work.toString(), "HERE") + "\n";
    }
}
