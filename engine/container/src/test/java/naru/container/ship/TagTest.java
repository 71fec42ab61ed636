package naru.container.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagTest {
    private static final Origin ORIGIN = new Origin(
            "0123456789abcdef",
            "web",
            "sha256:fedcba9876543210",
            "my/app:1",
            List.of("sh", "-c", "true"),
            Instant.EPOCH,
            Map.of("stage", "test", "other", "no"),
            List.of("COLOUR=grey", "SECRET=x"),
            "host");

    @ParameterizedTest
    @CsvSource({
        "'',0123456789ab",
        "{{.Name}}/{{.ID}},web/0123456789ab",
        "{{ .FullID }},0123456789abcdef",
        "{{.ImageName}},my/app:1",
        "{{.ImageID}},fedcba987654",
        "{{.Command}},sh -c true",
        "plain$1,plain$1",
    })
    void namesAContainer(String template, String tag) {
        assertThat(Tag.of(Map.of("tag", template), ORIGIN)).isEqualTo(tag);
    }

    @Test
    void anUnknownWordIsRefused() {
        assertThatThrownBy(() -> Tag.of(Map.of("tag", "{{.Nosuch}}"), ORIGIN))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("{{.Nosuch}}");
    }

    @Test
    void onlyWhatIsNamedIsSentAlong() {
        Map<String, String> options = Map.of("labels", "stage,nosuch", "env-regex", "^COL");
        assertThat(Extras.of(options, ORIGIN, name -> "_" + name))
                .isEqualTo(Map.of("_stage", "test", "_COLOUR", "grey"));
        assertThat(Extras.of(Map.of(), ORIGIN, name -> name)).isEmpty();
    }
}
