package naru.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import naru.container.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which events a filter of `docker events` lets through, as dockerd compares them.
class EventFiltersTest {
    private static final Event HEALTH = new Event(
            "container",
            "health_status: healthy",
            "abc123",
            Map.of("name", "web", "image", "localhost:5000/site:1", "stage", "test"),
            Instant.EPOCH);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':['container']} | true",
                "{'type':['network']} | false",
                "{'type':['network','container']} | true",
                "{'event':['health_status']} | true",
                "{'event':['health_status: healthy']} | true",
                "{'event':['health_status: unhealthy']} | false",
                "{'container':['web']} | true",
                "{'container':['we']} | true",
                "{'container':['abc']} | true",
                "{'container':['b']} | false",
                "{'network':['web']} | false",
                "{'volume':['web']} | false",
                "{'daemon':['web']} | false",
                "{'plugin':['web']} | false",
                "{'service':['web']} | false",
                "{'node':['web']} | false",
                "{'secret':['web']} | false",
                "{'config':['web']} | false",
                "{'image':['localhost:5000/site:1']} | true",
                "{'image':['localhost:5000/site']} | true",
                "{'image':['localhost']} | false",
                "{'label':['stage']} | true",
                "{'label':['stage=test']} | true",
                "{'label':['stage=live']} | false",
                "{'scope':['local']} | true",
                "{'scope':['swarm']} | false",
                "{'nosuch':['x']} | true",
            })
    void letsThrough(String filters, boolean shown) {
        assertThat(EventCalls.shown(HEALTH, Filters.any(filters.strip().replace('\'', '"'))))
                .isEqualTo(shown);
    }
}
