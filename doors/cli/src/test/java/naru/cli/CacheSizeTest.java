package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheSizeTest {
    private static final long DISK = 100L << 30;

    @ParameterizedTest
    @CsvSource({
        "20GB, 21474836480",
        "20g, 21474836480",
        "1.5GiB, 1610612736",
        "512MB, 536870912",
        "4k, 4096",
        "1000, 1000",
        "7b, 7",
        "0, 0",
        "0%, 0",
        "15%, 16106127360",
        "100%, 107374182400",
        "1T, 107374182400"
    })
    void sizesAndParts(String text, long bytes) {
        assertThat(CacheSize.parse(text).bytes(DISK)).isEqualTo(bytes);
        assertThat(CacheSize.parse(text).words()).isEqualTo(text);
    }

    @Test
    void theDefaultIsATenthOfTheDiskAtMost20Gib() {
        assertThat(CacheSize.parse("").bytes(DISK)).isEqualTo(DISK / 100 * 10);
        assertThat(CacheSize.parse("").bytes(1L << 50)).isEqualTo(20L << 30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"much", "-1", "101%", "1.5%", "20 GB", "20GB%", "1PB", "999999999999999T", "%", "1e9", "٣GB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> CacheSize.parse(text))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID))
                .hasMessageContaining("'" + text + "' is no size for --build-cache")
                .hasMessageContaining("20GB");
    }
}
