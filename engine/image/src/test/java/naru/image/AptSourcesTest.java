package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        Path example = Files.writeString(apt.resolve("example.list"), "deb http://public.test/debian bookworm main\n");
        assertThat(AptSources.published(example, apt, "trixie"))
                .containsExactly(
                        "deb http://public.test/debian trixie main",
                        "deb http://public.test/debian trixie-updates main",
                        "deb http://public.test/debian-security trixie-security main");
    }

    @Test
    void anImageNeverLearnsAPassword(@TempDir Path apt) throws IOException {
        Files.writeString(apt.resolve("sources.list"), "");
        Files.createDirectories(apt.resolve("sources.list.d"));
        Files.writeString(
                apt.resolve("sources.list.d/own.list"), "deb http://me:secret@mirror.test/debian bookworm main\n");
        assertThat(AptSources.published(apt.resolve("none"), apt, "bookworm"))
                .allMatch(line -> line.startsWith("deb http://mirror.test/debian"));
    }

    @Test
    void withoutAnySourceItIsSaid(@TempDir Path apt) {
        assertThatThrownBy(() -> AptSources.of(apt, "bookworm")).hasMessageContaining("/etc/apt/sources.list.d");
    }
}
