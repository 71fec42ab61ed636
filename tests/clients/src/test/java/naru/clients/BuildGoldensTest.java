package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Builds what dockerd builds: each case of `builds/NAME.sh`, whose result with dockerd 26.1 is kept beside it in
/// `NAME.golden`. `benchmarks/goldens.sh` makes them again. What is otherwise on purpose is in `NAME.naru`, with
/// the reason in docs/decisions/0014.
@Tag("system")
class BuildGoldensTest {
    private static final Goldens GOLDENS = new Goldens("builds");

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    static Stream<String> cases() throws IOException {
        return GOLDENS.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void buildsWhatDockerdBuilds(String name, @TempDir Path work) throws IOException {
        Path script = GOLDENS.folder().resolve(name + ".sh");
        Optional<Map<String, String>> dockerd = GOLDENS.dockerd();
        if (dockerd.isPresent()) {
            GOLDENS.keep(name, new BuildFacts(dockerd.get()).of(script, work));
            return;
        }
        String facts = new BuildFacts(naru.dockerEnvironment()).of(script, work);
        Path ours = GOLDENS.folder().resolve(name + ".naru");
        Path golden = Files.exists(ours) ? ours : GOLDENS.folder().resolve(name + ".golden");
        assertThat(facts).isEqualTo(Files.readString(golden));
    }
}
