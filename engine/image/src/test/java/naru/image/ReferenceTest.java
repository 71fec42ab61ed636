package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "debian, docker.io/library/debian:latest, debian:latest",
        "debian:bookworm, docker.io/library/debian:bookworm, debian:bookworm",
        "library/debian, docker.io/library/debian:latest, debian:latest",
        "index.docker.io/me/app, docker.io/me/app:latest, me/app:latest",
        "localhost/app, localhost/app:latest, localhost/app:latest",
        "localhost:5000/a/b:1, localhost:5000/a/b:1, localhost:5000/a/b:1",
        "[::1]:5000/a:1, [::1]:5000/a:1, [::1]:5000/a:1",
        "a--b/c__d.e, docker.io/a--b/c__d.e:latest, a--b/c__d.e:latest"
    })
    void fillsInDefaults(String text, String canonical, String familiar) {
        Reference reference = Reference.parse(text);
        assertThat(reference.canonical()).isEqualTo(canonical);
        assertThat(reference.familiar()).isEqualTo(familiar);
    }

    @Test
    void keepsTagAndDigest() {
        Reference reference = Reference.parse("a.b/c:1@" + DIGEST);
        assertThat(reference.tag()).contains("1");
        assertThat(reference.selector()).isEqualTo(DIGEST);
        assertThat(Reference.parse("c@" + DIGEST).tag()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a:",
                "a::b",
                "/a",
                "a/",
                "a//b",
                "../a",
                "a b",
                "a@sha256:12",
                "-a",
                "a:.x",
                "a_-b",
                "http://a/b",
                "a\n"
            })
    void refusesInDockersWords(String text) {
        assertThatThrownBy(() -> Reference.parse(text)).hasMessageContaining("invalid reference format");
    }

    @Test
    void saysThatNamesAreLowerCase() {
        assertThatThrownBy(() -> Reference.parse("docker.io/Debian"))
                .hasMessage("invalid reference format: repository name (Debian) must be lowercase");
    }
}
