package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Debian's python3-docker drives the engine: the main calls of its containers, images, networks, volumes and events.
@Tag("system")
class PythonDockerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void doesTheMainCalls() throws URISyntaxException {
        Path script = Path.of(Objects.requireNonNull(PythonDockerTest.class.getResource("/python-docker.py"))
                .toURI());
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru);
            Result run =
                    Program.run(List.of("python3", script.toString()), naru.dockerEnvironment(), new byte[0], LIMIT);
            assertThat(run.ok()).isEqualTo("all well");
        }
    }
}
