package naru.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Instance;
import naru.linux.Link;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Nftables;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real namespaces, bridges and rules of an instance of its own.
@Tag("system")
class NetworksSystemTest {
    @TempDir
    Path folder;

    private final MemoryDocuments documents = new MemoryDocuments();
    private Instance instance;
    private Networks networks;

    @BeforeEach
    void start() {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        networks = fresh();
        networks.restore(Set.of());
    }

    @AfterEach
    void nothingStays() throws IOException {
        for (Network network : networks.list()) {
            network.endpoints().forEach(endpoint -> networks.close(endpoint.containerId()));
            if (!network.predefined()) {
                networks.remove(network.id());
            }
        }
        networks.close();
        try (Links links = Links.open();
                Nftables nftables = Nftables.open()) {
            assertThat(links.list()).extracting(Link::name).noneMatch(name -> name.contains(instance.id()));
            assertThat(nftables.run("list tables")).doesNotContain(instance.id());
        }
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder.toString());
    }

    private Networks fresh() {
        return new Networks(instance, documents, NetworkOptions.defaults().withPool("10.61.0.0/16", 24));
    }

    private Sandbox open(String name, String mode, PortBinding... ports) {
        return networks.open(SandboxSpec.of(Ids.random(), name, name, mode).withPorts(ports));
    }

    private static String ip(Sandbox sandbox) {
        return sandbox.endpoints().getFirst().ipv4();
    }

    @Test
    void aNetworkWithoutContainersGoesAlsoAfterADaemonThatWasKilled() {
        networks.create(NetworkSpec.bridge("shop"));
        networks.die();
        networks = fresh();
        networks.restore(Set.of());
        networks.remove("shop");
    }

    @Test
    void defaultBridgeHasAddressesRoutesAndNoNames() throws IOException {
        Sandbox one = open("one", "bridge");
        Sandbox two = open("two", "");
        try (ServerSocketChannel _ = Peers.greeter(two, 80, "hello")) {
            assertThat(Peers.askFrom(one, ip(two), 80)).isEqualTo("hello");
        }
        assertThat(one.resolvConf()).doesNotContain("127.0.0.11");
        assertThat(one.hosts()).contains(ip(one) + "\tone\n");
        assertThat(networks.get("bridge").endpoints()).hasSize(2);
        try (Links inside = NetworkNamespace.enter(Objects.requireNonNull(one.netns()), Links::open)) {
            assertThat(inside.routes()).anyMatch(route -> route.prefixLength() == 0);
            assertThat(inside.find("eth0").orElseThrow().mac())
                    .isEqualTo(one.endpoints().getFirst().mac());
        }
    }

    @Test
    void containersFindEachOtherByName() throws IOException {
        networks.create(NetworkSpec.bridge("shop"));
        Sandbox web = open("web", "shop");
        Sandbox db = networks.open(SandboxSpec.of(Ids.random(), "db-1", "dbhost", "shop")
                .withEndpoints(EndpointSpec.of("shop").withAliases("db")));
        assertThat(web.resolvConf()).contains("nameserver 127.0.0.11\n").contains("ndots:0");
        for (String name : List.of("db", "DB-1", "dbhost", "db.shop", Ids.shorten(db.containerId()))) {
            byte[] question = DnsMessages.question(name, DnsQuery.A);
            assertThat(DnsMessages.addresses(Peers.lookUp(web, question), question))
                    .as(name)
                    .containsExactly(ip(db));
        }
        byte[] ipv6 = Peers.lookUp(web, DnsMessages.question("db", DnsQuery.AAAA));
        assertThat(DnsMessages.code(ipv6)).isZero();
        assertThat(DnsMessages.addresses(ipv6, ipv6)).isEmpty();
        try (ServerSocketChannel _ = Peers.greeter(db, 5432, "rows")) {
            assertThat(Peers.askFrom(web, ip(db), 5432)).isEqualTo("rows");
        }
        networks.rename(db.containerId(), "db-2");
        byte[] question = DnsMessages.question("db-2", DnsQuery.A);
        assertThat(DnsMessages.addresses(Peers.lookUp(web, question), question)).containsExactly(ip(db));
    }

    @Test
    void publishedPortsAnswerOnTheHostOnLoopbackAndToOtherNetworks() throws IOException {
        networks.create(NetworkSpec.bridge("other"));
        Sandbox web = open(
                "web",
                "bridge",
                PortBinding.tcp(0, 80),
                PortBinding.udp(0, 53),
                new PortBinding(80, PortBinding.Protocol.TCP, "127.0.0.1", 0, 0));
        Sandbox guest = open("guest", "other");
        int any = web.ports().get(0).hostPort();
        String gateway = guest.endpoints().getFirst().gateway();
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "page");
                DatagramChannel _ = Peers.answerer(web, 53, "datagram")) {
            assertThat(Peers.ask("127.0.0.1", any)).isEqualTo("page");
            assertThat(Peers.ask(web.endpoints().getFirst().gateway(), any)).isEqualTo("page");
            assertThat(Peers.ask("127.0.0.1", web.ports().getLast().hostPort())).isEqualTo("page");
            assertThat(Peers.askDatagram("127.0.0.1", web.ports().get(2).hostPort()))
                    .isEqualTo("datagram");
            assertThat(Peers.askFrom(guest, gateway, any)).isEqualTo("page");
            assertThat(Peers.askFrom(web, web.endpoints().getFirst().gateway(), any))
                    .isEqualTo("page");
        }
    }

    @Test
    void usedPortIsRefusedWithDockersWordsAndLeavesNothing() throws IOException {
        Sandbox first = open("first", "bridge", PortBinding.tcp(0, 80));
        int port = first.ports().getFirst().hostPort();
        assertThatThrownBy(() -> open("second", "bridge", PortBinding.tcp(port, 80)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("driver failed programming external connectivity on endpoint second (")
                .hasMessageContaining("Bind for 0.0.0.0:" + port + " failed: port is already allocated");
        try (ServerSocket foreign = new ServerSocket()) {
            foreign.bind(new InetSocketAddress("127.0.0.1", 0));
            assertThatThrownBy(() -> open("third", "bridge", PortBinding.tcp(foreign.getLocalPort(), 80)))
                    .hasMessageContaining("address already in use");
        }
        assertThat(networks.get("bridge").endpoints()).hasSize(1);
        networks.close(first.containerId());
        assertThat(open("fourth", "bridge", PortBinding.tcp(port, 80)).ports())
                .extracting(PortBinding::hostPort)
                .containsOnly(port);
    }

    @Test
    void networksAreApart() throws IOException {
        networks.create(NetworkSpec.bridge("red"));
        networks.create(NetworkSpec.bridge("blue"));
        Sandbox red = open("red-1", "red");
        Sandbox blue = open("blue-1", "blue");
        try (ServerSocketChannel _ = Peers.greeter(blue, 80, "secret")) {
            assertThat(Peers.isShutOut(red, ip(blue), 80)).isTrue();
            byte[] question = DnsMessages.question("blue-1.blue", DnsQuery.A);
            assertThat(NameServer.local(table(), red.containerId(), read(question)))
                    .isEmpty();
            Endpoint second =
                    networks.connect(red.containerId(), EndpointSpec.of("blue").withAliases("guest"));
            assertThat(second.interfaceName()).isEqualTo("eth1");
            assertThat(Peers.askFrom(red, ip(blue), 80)).isEqualTo("secret");
            byte[] guest = DnsMessages.question("guest", DnsQuery.A);
            assertThat(DnsMessages.addresses(Peers.lookUp(blue, guest), guest)).containsExactly(second.ipv4());
            networks.disconnect(red.containerId(), "blue");
            assertThat(Peers.isShutOut(red, ip(blue), 80)).isTrue();
        }
    }

    @Test
    void internalNetworkHasNoWayOutAndForwardsNoNames() throws IOException {
        networks.create(NetworkSpec.bridge("vault").asInternal());
        Sandbox safe = open("safe", "vault", PortBinding.tcp(0, 80));
        assertThat(safe.ports()).isEmpty();
        assertThat(safe.endpoints().getFirst().gateway()).isEmpty();
        byte[] answer = Peers.lookUp(safe, DnsMessages.question("outside.example", DnsQuery.A));
        assertThat(DnsMessages.code(answer)).isEqualTo(DnsQuery.NO_NAME);
        try (Links inside = NetworkNamespace.enter(Objects.requireNonNull(safe.netns()), Links::open)) {
            assertThat(inside.routes()).noneMatch(route -> route.prefixLength() == 0);
        }
    }

    @Test
    void hostNoneAndShared() throws IOException {
        Sandbox host = open("host-1", "host");
        assertThat(host.netns()).isNull();
        assertThat(networks.get("host").endpoints()).hasSize(1);
        Sandbox none = open("none-1", "none");
        try (Links inside = NetworkNamespace.enter(Objects.requireNonNull(none.netns()), Links::open)) {
            assertThat(inside.list()).extracting(Link::name).contains("lo").doesNotContain("eth0");
        }
        Sandbox main = open("main", "bridge");
        Sandbox side = open("side", "container:" + main.containerId());
        assertThat(side.netns()).isEqualTo(main.netns());
        Sandbox joined = open("joined", "sandbox:" + main.containerId());
        assertThat(joined.netns()).isEqualTo(main.netns());
        assertThat(joined.hostname()).isEqualTo(main.hostname());
        networks.close(side.containerId());
        networks.close(joined.containerId());
        assertThat(Objects.requireNonNull(main.netns())).exists();
        assertThatThrownBy(() -> open("lost", "container:" + side.containerId()))
                .hasMessageContaining("cannot join network of a non running container");
    }

    @Test
    void whatACrashLeftBeforeItWasOnRecordIsTakenAway() {
        Sandbox cut = open("cut", "bridge");
        documents.delete("sandbox", cut.containerId());
        networks.die();
        networks = fresh();
        networks.restore(Set.of());
        assertThat(Objects.requireNonNull(cut.netns())).doesNotExist();
    }

    @Test
    void restoreAdoptsTheLivingAndDropsTheDead() throws IOException {
        networks.create(NetworkSpec.bridge("shop"));
        Sandbox lives = open("lives", "shop", PortBinding.tcp(0, 80));
        Sandbox dead = open("dead", "shop", PortBinding.tcp(0, 80));
        int port = lives.ports().getFirst().hostPort();
        try (ServerSocketChannel _ = Peers.greeter(lives, 80, "still here")) {
            networks.close();
            assertThat(Peers.ask("127.0.0.1", port)).isEqualTo("still here");
            networks = fresh();
            networks.restore(Set.of(lives.containerId()));

            assertThat(Peers.ask("127.0.0.1", port)).isEqualTo("still here");
            byte[] question = DnsMessages.question("lives", DnsQuery.A);
            assertThat(DnsMessages.addresses(Peers.lookUp(lives, question), question))
                    .containsExactly(ip(lives));
            assertThat(networks.sandbox(lives.containerId()).orElseThrow()).isEqualTo(lives);
            assertThat(networks.sandbox(dead.containerId())).isEmpty();
            assertThat(Objects.requireNonNull(dead.netns())).doesNotExist();
            assertThatThrownBy(() -> networks.remove("shop"))
                    .hasMessage("error while removing network: network shop id "
                            + networks.get("shop").id() + " has active endpoints");
            Sandbox next = open("next", "shop", PortBinding.tcp(0, 80));
            assertThat(ip(next)).isNotEqualTo(ip(lives));
            assertThat(Peers.askFrom(next, ip(lives), 80)).isEqualTo("still here");
        }
    }

    @Test
    void flushedRulesetComesBackAtTheNextChange() throws IOException {
        Sandbox web = open("web", "bridge", PortBinding.tcp(0, 80));
        try (Nftables nftables = Nftables.open()) {
            nftables.run("delete table ip naru_" + instance.id());
        }
        Sandbox more = open("more", "bridge", PortBinding.tcp(0, 80));
        try (ServerSocketChannel _ = Peers.greeter(web, 80, "one");
                ServerSocketChannel _ = Peers.greeter(more, 80, "two")) {
            assertThat(Peers.ask("127.0.0.1", web.ports().getFirst().hostPort()))
                    .isEqualTo("one");
            assertThat(Peers.ask("127.0.0.1", more.ports().getFirst().hostPort()))
                    .isEqualTo("two");
        }
    }

    @Test
    void openingIsQuick() {
        open("first", "bridge", PortBinding.tcp(0, 80));
        int rounds = 30;
        long[] nanos = new long[rounds];
        long[] closing = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long before = System.nanoTime();
            Sandbox sandbox = open("c" + i, "bridge", PortBinding.tcp(0, 80));
            long between = System.nanoTime();
            networks.close(sandbox.containerId());
            nanos[i] = between - before;
            closing[i] = System.nanoTime() - between;
        }
        java.util.Arrays.sort(nanos);
        java.util.Arrays.sort(closing);
        System.out.printf(
                "sandbox with a published port: open median %.2f ms, p90 %.2f ms; close median %.2f ms%n",
                nanos[rounds / 2] / 1e6, nanos[rounds * 9 / 10] / 1e6, closing[rounds / 2] / 1e6);
        assertThat(nanos[rounds / 2]).isLessThan(50_000_000);
    }

    private NetworkTable table() {
        return networks.table();
    }

    private static DnsQuery read(byte[] message) {
        return DnsQuery.read(message).orElseThrow();
    }
}
