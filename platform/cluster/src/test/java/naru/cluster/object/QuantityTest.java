package naru.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "100m, 100m",
        "1000m, 1",
        "0.5, 500m",
        "1.5, 1500m",
        "1k, 1k",
        "1500, 1500",
        "1000, 1k",
        "128Mi, 128Mi",
        "1024Ki, 1Mi",
        "0.5Gi, 512Mi",
        "1500Mi, 1500Mi",
        "1e3, 1e3",
        "12E2, 1200",
        "100n, 100n",
        "0.1n, 1n",
        "+3, 3",
        "-2, -2",
        ".5, 500m",
        "5., 5",
        "0.5Ki, 512",
        "1E, 1E",
        "1Ei, 1Ei",
        "2000000000000000000000, 2000E"
    })
    void textsAreWrittenCanonically(String text, String canonical) {
        assertThat(Quantity.parse(text)).hasToString(canonical);
        assertThat(Quantity.parse(canonical)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "1mm", "1 Gi", "1gi", "--1", "1e", "0x1", "1_000", "1e9999", "٣"})
    void whatIsNoneIsRefused(String text) {
        assertThat(Quantity.read(text)).isEmpty();
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(Fault.class);
    }

    @Test
    void amountsAreExactAndCompared() {
        assertThat(Quantity.parse("0.1").plus(Quantity.parse("0.2"))).isEqualTo(Quantity.parse("300m"));
        assertThat(Quantity.parse("1Gi").minus(Quantity.parse("1Mi"))).hasToString("1023Mi");
        assertThat(Quantity.parse("1Gi")).isGreaterThan(Quantity.parse("1G"));
        assertThat(Quantity.parse("1.5").milli()).isEqualTo(1500);
        assertThat(Quantity.parse("1001u").milli()).isEqualTo(2);
        assertThat(Quantity.parse("1500m").units()).isEqualTo(2);
        assertThat(Quantity.parse("100E").units()).isEqualTo(Long.MAX_VALUE);
        assertThat(Quantity.of(3)).isEqualTo(Quantity.ofMilli(3000)).hasSameHashCodeAs(Quantity.ofMilli(3000));
    }
}
