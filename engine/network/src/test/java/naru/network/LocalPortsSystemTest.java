package naru.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import naru.base.Ids;
import naru.base.Instance;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Published ports at ::1, of containers with and without IPv6.
@Tag("system")
class LocalPortsSystemTest {
    private static final PortBinding.Protocol TCP = PortBinding.Protocol.TCP;

    @TempDir
    Path folder;

    private final MemoryDocuments documents = new MemoryDocuments();
    private Instance instance;
    private Networks networks;

    @BeforeEach
    void start() {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        again(Set.of());
        networks.create(NetworkSpec.bridge("four"));
        networks.create(NetworkSpec.bridge("six").withIpv6());
    }

    @AfterEach
    void stop() {
        for (Network network : networks.list()) {
            network.endpoints().forEach(endpoint -> networks.close(endpoint.containerId()));
            if (!network.predefined()) {
                networks.remove(network.id());
            }
        }
        networks.close();
    }

    private void again(Set<String> live) {
        networks = new Networks(instance, documents, NetworkOptions.defaults().withPool("10.62.0.0/16", 24));
        networks.restore(live);
    }

    private Sandbox open(String mode, PortBinding... ports) {
        return networks.open(SandboxSpec.of(Ids.random(), "web", "web", mode).withPorts(ports));
    }

    private static PortBinding on(String address, int port) {
        return new PortBinding(80, TCP, address, port, port);
    }

    private static int port(Sandbox sandbox, int number) {
        return sandbox.ports().get(number).hostPort();
    }

    /// Who the container sees: the host, as it is called in its network.
    private static String host(Sandbox sandbox) throws IOException {
        Endpoint endpoint = sandbox.endpoints().getFirst();
        return endpoint.gateway6().isEmpty()
                ? endpoint.gateway()
                : InetAddress.getByName(endpoint.gateway6()).getHostAddress();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "four", "six"})
    void aPortOfEveryAddressAnswersThere(String network) throws IOException {
        Sandbox web = open(network, PortBinding.tcp(0, 80), PortBinding.udp(0, 5353));
        String six = network.equals("six") ? "::" : "::1";
        assertThat(web.ports()).extracting(PortBinding::hostIp).containsExactly("0.0.0.0", six, "0.0.0.0", six);
        assertThat(port(web, 0)).isEqualTo(port(web, 1));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "for CLIENT");
                DatagramChannel _ = Peers.answerer(web, 5353, "datagram")) {
            assertThat(Peers.ask("::1", port(web, 0))).isEqualTo("for " + host(web));
            assertThat(Peers.ask("127.0.0.1", port(web, 0))).startsWith("for ");
            assertThat(Peers.askDatagram("::1", port(web, 2))).isEqualTo("datagram");
            assertThat(Peers.askDatagram("127.0.0.1", port(web, 2))).isEqualTo("datagram");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"four", "six"})
    void aPortOfThatAddressAloneAnswersThereAlone(String network) throws IOException {
        Sandbox web = open(network, on("0:0:0:0:0:0:0:1", 0));
        assertThat(web.ports()).extracting(PortBinding::hostIp).containsExactly("::1");
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page")) {
            assertThat(Peers.ask("::1", port(web, 0))).isEqualTo("page");
            assertThatThrownBy(() -> Peers.ask("127.0.0.1", port(web, 0))).hasMessageContaining("refused");
        }
    }

    @Test
    void aPortOfIpv4AloneDoesNotAnswerThere() throws IOException {
        Sandbox web = open("six", on("0.0.0.0", 0));
        assertThat(web.ports()).extracting(PortBinding::hostIp).containsExactly("0.0.0.0");
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page")) {
            assertThatThrownBy(() -> Peers.ask("::1", port(web, 0))).hasMessageContaining("refused");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"four", "six"})
    void anEngineThatComesAfterAnotherTakesItOver(String network) throws IOException {
        Sandbox web = open(network, PortBinding.tcp(0, 80), PortBinding.udp(0, 5353));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page");
                DatagramChannel _ = Peers.answerer(web, 5353, "datagram")) {
            networks.close();
            assertThatThrownBy(() -> Peers.ask("::1", port(web, 0))).hasMessageContaining("refused");
            again(Set.of(web.containerId()));
            assertThat(Peers.ask("::1", port(web, 0))).isEqualTo("page");
            assertThat(Peers.askDatagram("::1", port(web, 2))).isEqualTo("datagram");
        }
    }

    @Test
    void aContainerWithIpv6AloneAnswersAtBothLoopbackAddresses() throws IOException {
        networks.create(NetworkSpec.bridge("alone").withIpv6().withoutIpv4());
        Sandbox web = open("alone", PortBinding.tcp(0, 80), PortBinding.udp(0, 5353), on("127.0.0.1", 0));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "for CLIENT");
                DatagramChannel _ = Peers.answerer(web, 5353, "datagram")) {
            for (String address : List.of("127.0.0.1", "::1")) {
                assertThat(Peers.ask(address, port(web, 0))).isEqualTo("for " + host(web));
                assertThat(Peers.askDatagram(address, port(web, 2))).isEqualTo("datagram");
            }
            networks.close();
            again(Set.of(web.containerId()));
            assertThat(Peers.ask("127.0.0.1", port(web, 4))).isEqualTo("for " + host(web));
            networks.connect(web.containerId(), EndpointSpec.of("four"));
            assertThat(Peers.ask("127.0.0.1", port(web, 4))).startsWith("for ");
        }
    }

    @Test
    void itFollowsTheContainerAndGoesWithIt() throws IOException {
        Sandbox web = open("six", PortBinding.tcp(0, 80), on("::1", 0));
        int everywhere = port(web, 0);
        int local = port(web, 2);
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "for CLIENT")) {
            networks.disconnect(web.containerId(), "six");
            assertThatThrownBy(() -> Peers.ask("::1", everywhere)).hasMessageContaining("reset");
            assertThatThrownBy(() -> Peers.ask("::1", local)).hasMessageContaining("reset");
            Endpoint four = networks.connect(web.containerId(), EndpointSpec.of("four"));
            assertThat(Peers.ask("::1", everywhere)).isEqualTo("for " + four.gateway());
            assertThat(Peers.ask("::1", local)).isEqualTo("for " + four.gateway());
            networks.publish(web.containerId(), List.of(on("::1", local)));
            assertThatThrownBy(() -> Peers.ask("::1", everywhere)).hasMessageContaining("refused");
            assertThat(Peers.ask("::1", local)).isEqualTo("for " + four.gateway());
            networks.close(web.containerId());
            assertThatThrownBy(() -> Peers.ask("::1", local)).hasMessageContaining("refused");
        }
    }

    @Test
    void whatSomebodyElseHasIsRefused() throws IOException {
        Sandbox web = open("four", PortBinding.tcp(0, 80));
        int port = port(web, 0);
        for (String network : List.of("four", "six")) {
            assertThatThrownBy(() -> open(network, on("::1", port)))
                    .hasMessageContaining("Bind for [::1]:" + port + " failed: port is already allocated");
        }
        assertThatThrownBy(() -> open("six", on("::", port)))
                .hasMessageContaining("Bind for [::]:" + port + " failed: port is already allocated");
        assertThatThrownBy(() -> open("four", on("::", 0))).hasMessageContaining("the container has no IPv6 address");
        try (ServerSocketChannel foreign = listen("::1", 0)) {
            int taken = foreign.socket().getLocalPort();
            for (String address : List.of("", "::1")) {
                assertThatThrownBy(() -> open("four", on(address, taken)))
                        .hasMessageContaining(
                                "failed to bind host port for [::1]:" + taken + "/tcp: address already in use");
            }
        }
        networks.get("four").endpoints().forEach(end -> networks.close(end.containerId()));
        open("four", on("::1", port));
    }

    private static ServerSocketChannel listen(String address, int port) throws IOException {
        return listen(address, port, false);
    }

    private static ServerSocketChannel listen(String address, int port, boolean shared) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, shared);
            return channel.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, false",
        "::, false",
        "::1, false",
        "bridge, false",
        "0.0.0.0, true",
        "::, true",
        "bridge, true"
    })
    void nobodyElseGetsThePort(String address, boolean shared) {
        Sandbox web = open("six", PortBinding.tcp(0, 80));
        String bridge = web.endpoints().getFirst().gateway6();
        assertThatThrownBy(() -> listen(address.replace("bridge", bridge), port(web, 0), shared))
                .hasMessageContaining("Address already in use");
    }
}
