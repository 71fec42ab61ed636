package naru.node.pod.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long TICK = 10_000_000;

    private final Meter meter = new Meter();

    @Test
    void aTickJustAfterTheBeginningIsNoFullLoad() {
        assertThat(meter.rate("node", TICK, Instant.now())).isLessThanOrEqualTo(TICK);
    }

    @Test
    void aRateIsOverTheWholeTimeSinceTheBeginning() {
        assertThat(meter.rate("node", 20_000_000_000L, Instant.now().minusSeconds(10)))
                .isBetween(1_900_000_000L, 2_000_000_000L);
    }
}
