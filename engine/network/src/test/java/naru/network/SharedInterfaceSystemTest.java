package naru.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// macvlan and ipvlan networks: containers on the neighbour's own network.
@Tag("system")
class SharedInterfaceSystemTest {
    @TempDir
    Path folder;

    private TestHost host;

    @BeforeEach
    void createHost() throws IOException {
        host = new TestHost(folder);
        host.start(FirewallMode.STRICT);
    }

    @AfterEach
    void nothingStays() throws IOException {
        host.close();
    }

    private Network create(String driver, Map<String, String> options) throws IOException {
        IpamConfig subnet = new IpamConfig("198.51.100.0/24", "", "198.51.100.254", Map.of());
        return host.inside(() -> host.networks()
                .create(new NetworkSpec(
                        "lan", driver, false, false, true, false, "", Map.of(), List.of(subnet), options, Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"macvlan", "ipvlan"})
    void containersAreOnTheHostsNetwork(String driver) throws IOException {
        try {
            create(driver, Map.of("parent", "eth0"));
        } catch (Fault e) {
            assertThat(e.kind()).isEqualTo(Fault.Kind.NOT_IMPLEMENTED);
            assertThat(e.sentence()).contains("this kernel has no " + driver).contains("modprobe " + driver);
            assumeTrue(false, "this kernel has no " + driver);
        }
        Sandbox one = host.open("one", "lan", PortBinding.tcp(0, 80));
        Sandbox two = host.open("two", "lan");
        assertThat(one.ports())
                .as("nothing is published where the host is not the way")
                .isEmpty();
        host.alias(host.neighbour, "198.51.100.254", 24);
        try (ServerSocketChannel _ = Peers.greeter(one, 80, "for CLIENT")) {
            String address = one.endpoints().getFirst().ipv4();
            assertThat(Peers.askFrom(host.neighbour, address, 80)).isEqualTo("for 198.51.100.254");
            assertThat(Peers.askFrom(two, address, 80))
                    .isEqualTo("for " + two.endpoints().getFirst().ipv4());
        }
        host.inside(() -> {
            host.networks().disconnect(two.containerId(), "lan");
            return true;
        });
        Endpoint again = host.inside(() -> host.networks().connect(two.containerId(), EndpointSpec.of("lan")));
        assertThat(again.parent()).isEqualTo("eth0");
    }

    @Test
    void aNetworkNeedsAnInterface() {
        assertThatThrownBy(() -> create("macvlan", Map.of())).hasMessageContaining("-o parent=INTERFACE");
        assertThatThrownBy(() -> create("macvlan", Map.of("parent", "nosuch0")))
                .hasMessageContaining("parent interface was not found on the host: nosuch0");
    }

    @ParameterizedTest
    @CsvSource({"macvlan, l2", "ipvlan, bridge", "macvlan, nosuch"})
    void anUnknownModeIsRefused(String driver, String mode) {
        assertThatThrownBy(() -> create(driver, Map.of("parent", "eth0", driver + "_mode", mode)))
                .hasMessageContaining("mode '" + mode + "' is not valid");
    }
}
