package naru.cluster.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.cluster.auth.Role;
import naru.cluster.client.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that takes a request and falls silent.
class SilentServerTest {
    /// Less than twice what a hasty call waits for.
    private static final Duration ONCE = Duration.ofMillis(2_950);

    @TempDir
    Path folder = Path.of("/nowhere");

    @Test
    void aHastyCallWaitsForItOnlyOnce() {
        try (JoinHost host = new JoinHost(folder.resolve("server"))) {
            Membership joined = new Joiner(folder.resolve("m1"))
                    .join(List.of(host.address), host.token(Role.NODE, -1), "n1", false);
            host.freeze();
            try (Server api = Server.hasty(List.of(host.address), new LiveMembership(joined).tls())) {
                long began = System.nanoTime();
                assertThatThrownBy(() -> api.post("/any", Map.of())).isInstanceOf(Fault.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ONCE);
            }
        }
    }
}
