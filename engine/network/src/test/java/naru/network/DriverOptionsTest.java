package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverOptionsTest {
    private static final String BRIDGE = "com.docker.network.bridge.";

    private static DriverOptions of(String key, String value) {
        return new DriverOptions(Map.of(key, value));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "1, true", "TRUE, true", "false, false", "0, false", "F, false", "nonsense, true"})
    void wordsForNoTurnAThingOff(String word, boolean on) {
        assertThat(of(BRIDGE + "enable_icc", word).lettingTalk()).isEqualTo(on);
        assertThat(of(BRIDGE + "enable_ip_masquerade", word).masquerading()).isEqualTo(on);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "::1, ::1", "0.0.0.0, ''", "nonsense, ''", "'', ''"})
    void portsArePublishedThere(String value, String address) {
        assertThat(of(BRIDGE + "host_binding_ipv4", value).hostAddress()).isEqualTo(address);
    }

    @Test
    void whatHasNoEffectIsTold() {
        Map<String, String> options = Map.of(
                BRIDGE + "enable_icc",
                "true",
                BRIDGE + "default_bridge",
                "true",
                "com.docker.network.driver.mtu",
                "1400");
        assertThat(DriverOptions.withoutEffect("bridge", options)).containsExactly(BRIDGE + "default_bridge");
        assertThat(DriverOptions.withoutEffect("macvlan", options))
                .containsExactly(BRIDGE + "default_bridge", BRIDGE + "enable_icc");
    }
}
