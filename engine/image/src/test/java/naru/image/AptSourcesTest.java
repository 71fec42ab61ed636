package naru.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    @Test
    void takesTheMachinesMirrors(@TempDir Path apt) throws IOException {
        Files.createDirectories(apt.resolve("sources.list.d"));
        Files.writeString(apt.resolve("sources.list.d/debian.sources"), """
                Types: deb
                URIs: http://mirror.example/debian
                Suites: bookworm bookworm-updates
                Components: main

                Types: deb
                URIs: http://mirror.example/secure/debian-security
                Suites: bookworm-security
                """);
        Files.writeString(
                apt.resolve("sources.list.d/other.list"), "deb [arch=amd64] http://other.example/x stable main\n");
        assertThat(AptSources.of(apt, "trixie"))
                .anyMatch(line -> line.endsWith("http://mirror.example/debian trixie main"))
                .anyMatch(line -> line.endsWith("http://mirror.example/secure/debian-security trixie-security main"))
                .noneMatch(line -> line.contains("other.example"));
        assertThat(AptSources.published("bookworm")).noneMatch(line -> line.contains("example"));
    }

    @Test
    void takesDebiansOwnWithoutAny(@TempDir Path apt) {
        assertThat(AptSources.of(apt, "bookworm").getFirst()).endsWith("/debian bookworm main");
    }
}
