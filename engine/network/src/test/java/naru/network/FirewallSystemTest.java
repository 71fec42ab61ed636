package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Naru's rules beside those of an administrator, on a host with a neighbour.
@Tag("system")
class FirewallSystemTest {
    @TempDir
    Path folder;

    private TestHost host;

    @BeforeEach
    void createHost() throws IOException {
        host = new TestHost(folder);
    }

    @AfterEach
    void nothingStays() throws IOException {
        host.close();
    }

    /// One of the ports of IPv4.
    private static int port(Sandbox sandbox, int number) {
        return sandbox.ports().stream()
                .filter(port -> !port.hostIp().contains(":"))
                .skip(number)
                .findFirst()
                .orElseThrow()
                .hostPort();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush ruleset",
                "delete table ip TABLE",
                "flush table ip TABLE",
                "delete element ip TABLE ports_any { tcp . PORT }",
                "flush chain ip TABLE published",
                "flush set ip TABLE bridges"
            })
    void whatSomebodyRemovesIsPutBack(String removal) throws IOException {
        host.start(FirewallMode.STRICT);
        Sandbox web = host.open("web", "bridge", PortBinding.tcp(0, 80));
        String table = "naru_" + host.instance.id();
        String before = host.nft("list table ip " + table);
        host.nft(removal.replace("TABLE", table).replace("PORT", Integer.toString(port(web, 0))));
        host.await(() -> host.nft("list table ip " + table).equals(before));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page")) {
            assertThat(Peers.askFrom(host.host, "127.0.0.1", port(web, 0))).isEqualTo("page");
        }
    }

    @Test
    void othersTablesStayAsTheyAre() throws IOException {
        host.nft(
                "table inet admin { chain c { type filter hook input priority 0; policy accept; tcp dport 23 drop; } }");
        String before = host.nft("list table inet admin");
        host.start(FirewallMode.STRICT);
        host.open("web", "bridge", PortBinding.tcp(0, 80));
        host.nft("delete table ip naru_" + host.instance.id());
        host.await(() -> host.nft("list tables").contains("table ip naru_" + host.instance.id()));
        assertThat(host.nft("list table inet admin")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void publishedPortsAnswerOutsideWithTheClientsAddress(String reversePaths) throws IOException {
        host.setting("ipv4/conf/all/rp_filter", reversePaths);
        host.start(FirewallMode.STRICT);
        Sandbox web = host.open("web", "bridge", PortBinding.tcp(0, 80), PortBinding.udp(0, 53));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "for CLIENT");
                DatagramChannel _ = Peers.answerer(web, 53, "datagram")) {
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS, port(web, 0)))
                    .isEqualTo("for " + TestHost.NEIGHBOUR);
            if (!reversePaths.equals("1")) {
                assertThat(Peers.askDatagramFrom(host.neighbour, TestHost.ADDRESS, port(web, 1)))
                        .isEqualTo("datagram");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void aPortThatTheInputChainDropsIsClosedOutsideAndOpenHere(String reversePaths) throws IOException {
        host.setting("ipv4/conf/all/rp_filter", reversePaths);
        host.start(FirewallMode.STRICT);
        Sandbox web = host.open("web", "bridge", PortBinding.tcp(0, 80), PortBinding.tcp(0, 80));
        host.nft("table inet admin { chain c { type filter hook input priority 0; policy drop;"
                + " iif lo accept; ct state established accept; tcp dport " + port(web, 1) + " accept; } }");
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page")) {
            assertThat(Peers.isShutOut(host.neighbour, TestHost.ADDRESS, port(web, 0)))
                    .isTrue();
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS, port(web, 1)))
                    .isEqualTo("page");
            assertThat(Peers.askFrom(host.host, "127.0.0.1", port(web, 0))).isEqualTo("page");
            assertThat(Peers.askFrom(host.host, TestHost.ADDRESS, port(web, 0))).isEqualTo("page");
        }
    }

    @Test
    void aForwardChainThatDropsClosesAndIsNamed() throws IOException {
        host.run("iptables", "-P", "FORWARD", "DROP");
        host.start(FirewallMode.STRICT);
        Sandbox web = host.open("web", "bridge", PortBinding.tcp(0, 80));
        assertThat(host.networks().warning())
                .contains("chain FORWARD of table ip filter")
                .contains("--firewall input");
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page");
                ServerSocketChannel _ = Peers.greeter(host.neighbour, 8080, "outside")) {
            assertThat(Peers.isShutOut(host.neighbour, TestHost.ADDRESS, port(web, 0)))
                    .isTrue();
            assertThat(Peers.isShutOut(web, TestHost.NEIGHBOUR, 8080)).isTrue();
            assertThat(Peers.askFrom(host.host, "127.0.0.1", port(web, 0))).isEqualTo("page");
        }
        host.run("iptables", "-P", "FORWARD", "ACCEPT");
        host.await(() -> host.networks().warning().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iptables -P FORWARD DROP",
                "iptables -A FORWARD -j REJECT",
                "nft table inet admin { chain f { type filter hook forward priority 0; policy drop; } }",
                "nft table ip admin { chain f { type filter hook forward priority 0; counter reject; } }"
            })
    void withTheInputModeWhatInputAcceptsComesThroughAndContainersReachOut(String closing) throws IOException {
        if (closing.startsWith("nft ")) {
            host.nft(closing.substring(4));
        } else {
            host.run(closing.split(" "));
        }
        String closed = host.nft("list ruleset");
        host.start(FirewallMode.INPUT);
        Sandbox web = host.open("web", "bridge", PortBinding.tcp(0, 80), PortBinding.tcp(0, 80));
        host.nft("table inet admin2 { chain c { type filter hook input priority 0; policy accept; tcp dport "
                + port(web, 0) + " drop; } }");
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page");
                ServerSocketChannel _ = Peers.greeter(host.neighbour, 8080, "outside")) {
            assertThat(Peers.askFrom(web, TestHost.NEIGHBOUR, 8080)).isEqualTo("outside");
            assertThat(Peers.isShutOut(host.neighbour, TestHost.ADDRESS, port(web, 0)))
                    .isTrue();
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS, port(web, 1)))
                    .isEqualTo("page");
        }
        host.nft("delete table inet admin2");
        host.close(web);
        host.stop();
        assertThat(host.nft("list ruleset").replaceAll("packets \\d+ bytes \\d+", ""))
                .isEqualTo(closed.replaceAll("packets \\d+ bytes \\d+", ""));
    }

    @Test
    void withTheOpenModePortsAreOpenAndTheRulesComeBack() throws IOException {
        host.run("iptables", "-P", "FORWARD", "DROP");
        host.run("iptables", "-P", "INPUT", "DROP");
        host.start(FirewallMode.OPEN);
        Sandbox web = host.open("web", "bridge", PortBinding.tcp(0, 80));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page")) {
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS, port(web, 0)))
                    .isEqualTo("page");
            host.run("iptables", "-F");
            host.await(() -> host.nft("list chain ip filter FORWARD").contains(host.instance.id()));
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS, port(web, 0)))
                    .isEqualTo("page");
        }
    }

    @Test
    void aPortPublishedOnLoopbackAndContainersThemselvesAreOutOfReach() throws IOException {
        host.start(FirewallMode.STRICT);
        Sandbox web = host.open("web", "bridge", new PortBinding(80, PortBinding.Protocol.TCP, "127.0.0.1", 0, 0));
        host.setting("ipv4/conf/eth0/route_localnet", "1");
        host.route(host.neighbour, "127.0.0.0", 8);
        host.route(host.neighbour, Cidr.parse("10.61.0.0/16").toString().replace("/16", ""), 16);
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page")) {
            assertThat(Peers.isShutOut(host.neighbour, "127.0.0.1", port(web, 0)))
                    .isTrue();
            assertThat(Peers.isShutOut(
                            host.neighbour, web.endpoints().getFirst().ipv4(), 80))
                    .isTrue();
            assertThat(Peers.askFrom(host.host, "127.0.0.1", port(web, 0))).isEqualTo("page");
        }
    }
}
