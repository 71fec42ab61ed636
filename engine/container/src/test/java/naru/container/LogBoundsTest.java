package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogBoundsTest {
    private static LogBounds of(Map<String, String> options) {
        return LogBounds.of(new ContainerSpec.LogConfig("json-file", options));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000", "10k, 10240", "10m, 10485760", "1g, 1073741824", "5MB, 5242880", "-1, 9223372036854775807"
    })
    void sizesAreDockers(String size, long bytes) {
        assertThat(of(Map.of("max-size", size)).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "10x", "-5", "1.5m", "99999999999999999999"})
    void otherSizesAreRefused(String size) {
        assertThatThrownBy(() -> of(Map.of("max-size", size))).hasMessageContaining("max-size '" + size + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1000"})
    void otherNumbersOfFilesAreRefused(String files) {
        assertThatThrownBy(() -> of(Map.of("max-file", files))).hasMessageContaining("max-file '" + files + "'");
    }

    @Test
    void theInstanceSaysTheRest() {
        assertThat(of(Map.of())).isEqualTo(new LogBounds(20_000_000, 5));
    }
}
