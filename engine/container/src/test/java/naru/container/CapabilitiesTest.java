package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final long ALL = (1L << 41) - 1;
    private static final int SYS_RESOURCE = 24;

    @Test
    void aPrivilegedContainerGetsWhatTheMachineHas() {
        assertThat(new Capabilities(ALL).of(Isolation.PRIVILEGED)).hasSize(41).contains("CAP_SYS_RESOURCE");
        assertThat(new Capabilities(ALL & ~(1L << SYS_RESOURCE)).of(Isolation.PRIVILEGED))
                .hasSize(40)
                .doesNotContain("CAP_SYS_RESOURCE");
    }

    @Test
    void theDefaultsAreDockersFourteen() {
        assertThat(new Capabilities(ALL).of(Isolation.DEFAULT))
                .hasSize(14)
                .contains("CAP_CHOWN", "CAP_NET_RAW")
                .doesNotContain("CAP_NET_ADMIN");
    }

    @Test
    void whatTheMachineLacksIsRefusedByName() {
        Isolation asked = new Isolation(
                false,
                List.of("cap_sys_resource"),
                List.of(),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                null,
                null,
                Map.of(),
                List.of(),
                0,
                false,
                "");
        assertThat(new Capabilities(ALL).of(asked)).contains("CAP_SYS_RESOURCE");
        assertThatThrownBy(() -> new Capabilities(ALL & ~(1L << SYS_RESOURCE)).of(asked))
                .hasMessageContaining("SYS_RESOURCE");
    }
}
