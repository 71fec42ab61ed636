package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;
import naru.linux.IdMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubordinateIdsTest {
    @TempDir
    private Path etc;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(etc.resolve("passwd"), "root:x:0:0::/:/bin/sh\nann:x:1000:1000::/:/bin/sh\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nteam:x:50:\n");
        Files.writeString(
                etc.resolve("subuid"), "# none\nann:200000:10\nbob:100000:9\n1000:300000:5\nann:x:1\nann:0:7\n");
        Files.writeString(etc.resolve("subgid"), "ann:400000:10\nteam:500000:3\n");
    }

    @Test
    void rangesFollowOneAnotherByNameAndNumber() {
        IdMap map = SubordinateIds.of("ann", etc);
        assertThat(map.uids()).containsExactly(new IdMap.Range(0, 200_000, 10), new IdMap.Range(10, 300_000, 5));
        assertThat(map.gids()).containsExactly(new IdMap.Range(0, 400_000, 10));
        assertThat(SubordinateIds.of("1000", etc)).isEqualTo(map);
    }

    @Test
    void aGroupOfItsOwn() {
        assertThat(SubordinateIds.of("ann:team", etc).gids()).isEqualTo(List.of(new IdMap.Range(0, 500_000, 3)));
        assertThat(SubordinateIds.of("ann:50", etc).gids()).isEqualTo(List.of(new IdMap.Range(0, 500_000, 3)));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> SubordinateIds.of("default", etc))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("no user 'dockremap'")
                .hasMessageContaining("useradd --system --user-group dockremap");
        assertThatThrownBy(() -> SubordinateIds.of("root", etc))
                .hasMessageContaining("subuid has no range for 'root'")
                .hasMessageContaining("root:100000:65536");
        assertThatThrownBy(() -> SubordinateIds.of("ann:none", etc)).hasMessageContaining("no group 'none'");
    }

    @Test
    void aRangeBeyondTheLastNumberIsRefused() throws IOException {
        for (String range : new String[] {"ann:4294967296:10", "ann:100000:4294967295", "ann:4294967290:6"}) {
            Files.writeString(etc.resolve("subuid"), range + "\n");
            assertThatThrownBy(() -> SubordinateIds.of("ann", etc))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining(range);
        }
    }

    @Test
    void numbersGoBothWays() {
        IdMap map = SubordinateIds.of("ann", etc);
        assertThat(map.outsideUid(12)).isEqualTo(300_002);
        assertThat(map.insideUid(300_002)).isEqualTo(12);
        assertThat(map.insideGid(0)).isEqualTo(IdMap.NOBODY);
        assertThatThrownBy(() -> map.outsideUid(15))
                .hasMessageContaining("Container ID 15 cannot be mapped to a host ID");
    }
}
