package naru.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import naru.base.Ids;
import naru.linux.Sysctl;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks with IPv6 on a host with a neighbour.
@Tag("system")
class Ipv6SystemTest {
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

    private Network create(String name, IpamConfig... configs) throws IOException {
        return host.inside(() -> host.networks().create(NetworkSpec.bridge(name).withIpv6(configs)));
    }

    private static String ip6(Sandbox sandbox) {
        return sandbox.endpoints().getFirst().ipv6();
    }

    @Test
    void containersHaveAddressesAtOnceAndReachEachOtherByName() throws IOException {
        Network network = create("shop", IpamConfig.subnet("fd00:61:1::/64"));
        assertThat(network.ipam()).extracting(IpamConfig::gateway).contains("fd00:61:1::1");
        Sandbox web = host.open("web", "shop");
        Sandbox db = host.open(SandboxSpec.of(Ids.random(), "db", "db", "shop")
                .withEndpoints(EndpointSpec.of("shop").withIpv6("fd00:61:1::aa")));
        assertThat(ip6(web)).isEqualTo("fd00:61:1::2");
        assertThat(ip6(db)).isEqualTo("fd00:61:1::aa");
        assertThat(db.hosts()).contains("fd00:61:1::aa\tdb\n");
        try (ServerSocketChannel _ = Peers.greeter(db, 80, "from CLIENT")) {
            long before = System.nanoTime();
            assertThat(Peers.askFrom(web, ip6(db), 80)).isEqualTo("from fd00:61:1:0:0:0:0:2");
            assertThat(System.nanoTime() - before).isLessThan(900_000_000L);
            assertThat(Peers.askFrom(host.host, ip6(db), 80)).isEqualTo("from fd00:61:1:0:0:0:0:1");
        }
        byte[] question = DnsMessages.question("db", DnsQuery.AAAA);
        assertThat(Peers.lookUp(web, question)).endsWith(Prefix6.octets("fd00:61:1::aa"));
        String reverse = "a.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.1.6.0.0.0.0.d.f.ip6.arpa";
        assertThat(new String(
                        Peers.lookUp(web, DnsMessages.question(reverse, DnsQuery.PTR)),
                        java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("db")
                .contains("shop");
    }

    @Test
    void networksAreApartAndInternalOnesClosed() throws IOException {
        create("red");
        create("blue");
        host.inside(() ->
                host.networks().create(NetworkSpec.bridge("vault").withIpv6().asInternal()));
        Sandbox red = host.open("red-1", "red");
        Sandbox blue = host.open("blue-1", "blue");
        Sandbox safe = host.open("safe", "vault");
        assertThat(safe.endpoints().getFirst().gateway6()).isEmpty();
        assertThat(ip6(red)).isNotEqualTo(ip6(blue)).startsWith("fd");
        try (ServerSocketChannel _ = Peers.greeter(blue, 80, "secret")) {
            assertThat(Peers.isShutOut(red, ip6(blue), 80)).isTrue();
            assertThat(Peers.isShutOut(safe, ip6(blue), 80)).isTrue();
            Endpoint second = host.inside(() -> host.networks().connect(red.containerId(), EndpointSpec.of("blue")));
            assertThat(second.ipv6()).isNotEmpty();
            assertThat(Peers.askFrom(red, ip6(blue), 80)).isEqualTo("secret");
        }
    }

    @Test
    void publishedPortsAndTheWayOut() throws IOException {
        create("shop");
        Sandbox web = host.open("web", "shop", PortBinding.tcp(0, 80), PortBinding.udp(0, 5353));
        assertThat(web.ports()).extracting(PortBinding::hostIp).containsExactly("0.0.0.0", "::", "0.0.0.0", "::");
        int port = web.ports().get(0).hostPort();
        int udp = web.ports().get(2).hostPort();
        assertThat(web.ports().get(1).hostPort()).isEqualTo(port);
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "for CLIENT");
                ServerSocketChannel _ = Peers.greeter(host.neighbour, 8080, "to CLIENT");
                DatagramChannel _ = Peers.answerer(web, 5353, "datagram")) {
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS6, port)).isEqualTo("for fd00:2:0:0:0:0:0:2");
            assertThat(Peers.askDatagramFrom(host.neighbour, TestHost.ADDRESS6, udp))
                    .isEqualTo("datagram");
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS, port)).isEqualTo("for 192.0.2.2");
            assertThat(Peers.askFrom(host.host, "fd00:2:0::1", port)).startsWith("for ");
            assertThat(Peers.askFrom(host.host, "::1", port)).startsWith("for ");
            assertThat(Peers.askDatagramFrom(host.host, "::1", udp)).isEqualTo("datagram");
            assertThat(Peers.askFrom(web, TestHost.NEIGHBOUR6, 8080)).isEqualTo("to fd00:2:0:0:0:0:0:1");
            String gateway = web.endpoints().getFirst().gateway6();
            assertThat(Peers.askFrom(web, gateway, port)).startsWith("for ");
            host.nft(
                    "table inet admin { chain c { type filter hook input priority 0; policy accept; iif eth0 tcp dport "
                            + port + " drop; } }");
            assertThat(Peers.isShutOut(host.neighbour, TestHost.ADDRESS6, port)).isTrue();
        }
        assertThatThrownBy(() ->
                        host.open("second", "shop", new PortBinding(80, PortBinding.Protocol.TCP, "::", port, port)))
                .hasMessageContaining("Bind for [::]:" + port + " failed: port is already allocated");
        assertThatThrownBy(
                        () -> host.open("third", "bridge", new PortBinding(80, PortBinding.Protocol.TCP, "::", 0, 0)))
                .hasMessageContaining("the container has no IPv6 address");
    }

    @Test
    void aNetworkOfIpv6Alone() throws IOException {
        Network network = host.inside(() ->
                host.networks().create(NetworkSpec.bridge("alone").withIpv6().withoutIpv4()));
        assertThat(network.ipv4()).isFalse();
        assertThat(network.ipam()).hasSize(1);
        Sandbox web = host.open("web", "alone", PortBinding.tcp(0, 80));
        Sandbox db = host.open(
                SandboxSpec.of(Ids.random(), "db", "db", "alone").withExtraHosts("host.docker.internal:host-gateway"));
        Endpoint own = web.endpoints().getFirst();
        assertThat(own.ipv4() + own.gateway()).isEmpty();
        assertThat(own.interfaceName()).isEqualTo("eth0");
        assertThat(own.mac()).isNotEqualTo(db.endpoints().getFirst().mac());
        assertThat(db.hosts()).contains(own.gateway6() + "\thost.docker.internal\n");
        assertThat(web.ports()).extracting(PortBinding::hostIp).containsExactly("127.0.0.1", "::");
        int port = web.ports().getFirst().hostPort();
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "for CLIENT");
                ServerSocketChannel _ = Peers.greeter(host.neighbour, 8080, "to CLIENT")) {
            assertThat(Peers.askFrom(db, ip6(web), 80)).startsWith("for fd");
            assertThat(Peers.askFrom(host.neighbour, TestHost.ADDRESS6, port)).isEqualTo("for fd00:2:0:0:0:0:0:2");
            assertThat(Peers.askFrom(web, TestHost.NEIGHBOUR6, 8080)).isEqualTo("to fd00:2:0:0:0:0:0:1");
        }
        byte[] four = DnsMessages.question("web", DnsQuery.A);
        byte[] six = DnsMessages.question("web", DnsQuery.AAAA);
        assertThat(DnsMessages.addresses(Peers.lookUp(db, four), four)).isEmpty();
        assertThat(Peers.lookUp(db, six)).endsWith(Prefix6.octets(ip6(web)));
        assertThat(host.nft("list set ip naru_" + host.instance.id() + " closed"))
                .contains(network.bridge());
    }

    @Test
    void theOwnPrefixIsRandomAndRemembered() throws IOException {
        Network first = create("one");
        host.inside(() -> {
            host.networks().close();
            return true;
        });
        host.start(FirewallMode.STRICT);
        Network second = create("two");
        String subnet = first.ipam(Family.IPV6).orElseThrow().subnet();
        assertThat(subnet).startsWith("fd").endsWith("::/64");
        Prefix6 own = new Prefix6(Prefix6.parse(subnet).base(), 48);
        assertThat(own.contains(
                        Prefix6.parse(second.ipam(Family.IPV6).orElseThrow().subnet())))
                .isTrue();
        assertThat(new OwnPrefix6(new MemoryDocuments()).get()).isNotEqualTo(own);
    }

    @Test
    void nobodysRouterAdvertisementsAreBelieved() throws IOException {
        Network six = create("shop");
        Sandbox web = host.open("web", "shop");
        Sandbox four = host.open("four", "bridge");
        for (String setting : new String[] {"accept_ra", "accept_redirects", "autoconf"}) {
            assertThat(host.inside(() -> Sysctl.read("ipv6/conf/" + six.bridge() + "/" + setting)))
                    .isEqualTo("0");
            assertThat(naru.linux.NetworkNamespace.enter(
                            java.util.Objects.requireNonNull(web.netns()),
                            () -> Sysctl.read("ipv6/conf/eth0/" + setting)))
                    .isEqualTo("0");
        }
        String bridge = host.networks().get("bridge").bridge();
        assertThat(host.inside(() -> Sysctl.read("ipv6/conf/" + bridge + "/disable_ipv6")))
                .isEqualTo("1");
        assertThat(naru.linux.NetworkNamespace.enter(
                        java.util.Objects.requireNonNull(four.netns()),
                        () -> Sysctl.read("ipv6/conf/eth0/disable_ipv6")))
                .isEqualTo("1");
        assertThat(host.inside(() -> Sysctl.read("ipv6/conf/eth0/accept_ra"))).isEqualTo("2");
    }

    @Test
    void wrongRequestsAreRefused() throws IOException {
        create("shop", IpamConfig.subnet("fd00:61:1::/64"));
        assertThatThrownBy(() -> create("other", IpamConfig.subnet("fd00:61:1::/80")))
                .hasMessageContaining("Pool overlaps with other one on this address space");
        assertThatThrownBy(() -> host.open(SandboxSpec.of(Ids.random(), "x", "x", "shop")
                        .withEndpoints(EndpointSpec.of("shop").withIpv6("fd00:99::1"))))
                .hasMessageContaining("not in the network's subnet");
        assertThat(host.networks().get("shop").endpoints()).isEmpty();
        host.inside(() -> host.networks().create(NetworkSpec.bridge("four")));
        assertThatThrownBy(() -> host.open(SandboxSpec.of(Ids.random(), "x", "x", "four")
                        .withEndpoints(EndpointSpec.of("four").withIpv6("fd00:99::1"))))
                .hasMessageContaining("networks with user configured subnets");
        host.inside(() ->
                host.networks().create(NetworkSpec.bridge("alone").withIpv6().withoutIpv4()));
        assertThatThrownBy(() -> host.open(SandboxSpec.of(Ids.random(), "x", "x", "alone")
                        .withEndpoints(EndpointSpec.of("alone").withIpv4("10.61.0.9"))))
                .hasMessageContaining("networks with user configured subnets");
        assertThatThrownBy(
                        () -> host.open("x", "alone", new PortBinding(80, PortBinding.Protocol.TCP, "0.0.0.0", 0, 0)))
                .hasMessageContaining("the container has no IPv4 address");
        assertThatThrownBy(() ->
                        host.networks().create(NetworkSpec.bridge("neither").withoutIpv4()))
                .hasMessageContaining("IPv4 or IPv6 must be enabled");
    }
}
