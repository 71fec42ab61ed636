package naru.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import naru.linux.Addresses;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Nftables;
import naru.linux.RouteTable;
import naru.network.Cidr;
import naru.network.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts are network namespaces: two on one network, and one behind a router.
@Tag("system")
class NodeNetworkSystemTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final FakeObjects objects = new FakeObjects();
    private final List<Host> hosts = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Path router;
    private Host one;
    private Host two;
    private Host far;

    @BeforeEach
    void start() throws Exception {
        router = folder.resolve("router.netns");
        NetworkNamespace.create(router, () -> {
            try (Links links = Links.open()) {
                links.addBridge("near", "02:00:00:00:00:01", 1500);
                links.addBridge("far", "02:00:00:00:00:02", 1500);
                address("near", "10.213.1.254");
                address("far", "10.213.2.254");
            }
            naru.linux.Sysctl.write("ipv4/ip_forward", "1");
            return true;
        });
        one = host("one", "10.213.1.1", "near");
        two = host("two", "10.213.1.2", "near");
        far = host("far", "10.213.2.3", "far");
        for (int i = 0; i < hosts.size(); i++) {
            objects.put(Documents.node(hosts.get(i).name, "10.62." + (i + 1) + ".0/24", hosts.get(i).address));
        }
        for (Host host : hosts) {
            host.start(objects, ClusterNetwork.defaults());
        }
        for (Host host : hosts) {
            assertThat(host.node().awaitReady(LIMIT)).as(host.node().status().toString()).isTrue();
        }
    }

    @AfterEach
    void nothingStays() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        for (Host host : hosts) {
            host.endPods();
            host.stop();
            assertThat(host.rules()).doesNotContain(host.instance.id());
            host.inside(() -> {
                try (Links links = Links.open();
                        RouteTable routes = RouteTable.open()) {
                    assertThat(links.list()).noneMatch(link -> link.name().contains(host.instance.id()));
                    assertThat(routes.list()).noneMatch(route -> route.protocol() == PodRoutes.PROTOCOL);
                }
                return true;
            });
            host.close();
        }
        NetworkNamespace.delete(router);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder.toString());
    }

    @Test
    void podsTalkAcrossNodesWithTheirOwnAddresses() throws IOException {
        Sandbox a = one.pod();
        Sandbox same = one.pod();
        Sandbox b = two.pod();
        Sandbox c = far.pod();
        serve(a, "a");
        serve(b, "b");
        serve(c, "c");
        assertThat(ask(same, ip(a), 8080)).isEqualTo("a " + ip(same));
        assertThat(ask(a, ip(b), 8080)).isEqualTo("b " + ip(a));
        assertThat(ask(a, ip(c), 8080)).isEqualTo("c " + ip(a));
        assertThat(ask(c, ip(b), 8080)).isEqualTo("b " + ip(c));
        assertThat(Talk.ask(one.netns(), ip(c), 8080)).isEqualTo("c 10.62.1.1");
        assertThat(Talk.ask(one.netns(), ip(b), 8080)).isEqualTo("b 10.62.1.1");
        NetworkNamespace.enter(router, () -> {
            try (Links links = Links.open();
                    RouteTable routes = RouteTable.open()) {
                int next = Cidr.address(one.address);
                routes.replace(new RouteTable.Entry(
                        Cidr.address("10.62.1.0"), 24, next, links.index("near"), 0, 0, 4, false));
            }
            return true;
        });
        assertThat(Talk.ask(router, ip(a), 8080)).as("a stranger").isEqualTo("no answer");
    }

    @Test
    void packetsAtTheLimitPassAndLargerOnesAreToldSo() throws IOException {
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        Sandbox c = far.pod();
        serve(b, "b");
        serve(c, "c");
        assertThat(one.node().status().mtu()).isEqualTo(1450);
        for (Sandbox peer : List.of(b, c)) {
            for (int size : List.of(1449, 1450, 1451, 4000)) { // beyond 1450 the pod's own kernel cuts it in pieces
                byte[] message = new byte[size - 28];
                message[size - 29] = 7;
                assertThat(Talk.exchange(Talk.path(a), ip(peer), 8080, message, 3_000))
                        .as(size + " bytes to " + ip(peer))
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void servicesSpreadConnectionsFromPodsHostsAndContainers() throws IOException {
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        Sandbox c = far.pod();
        Sandbox container = one.open("bridge");
        serve(a, "a");
        serve(b, "b");
        serve(c, "c");
        objects.put(Documents.service("web", "10.63.0.5", ",'type':'NodePort','nodePort':30080"));
        objects.put(Documents.slice("web", ip(a) + "@one", ip(b) + "@two", ip(c) + "@far"));
        await("rules on every node", () -> shows("10.63.0.5 . 80 : goto service_any_3"));
        for (Path client : List.of(Talk.path(a), Talk.path(b), Talk.path(c), one.netns(), far.netns(), container.netns())) {
            assertThat(many(client, "10.63.0.5", 80)).as(client.toString()).containsOnlyKeys("a", "b", "c");
        }
        for (String address : List.of(one.address, two.address, far.address, "10.62.1.1")) {
            assertThat(many(one.netns(), address, 30080)).as(address).containsOnlyKeys("a", "b", "c");
            assertThat(many(Talk.path(a), address, 30080)).as(address).containsOnlyKeys("a", "b", "c");
        }
        assertThat(many(router, one.address, 30080)).as("a stranger").containsOnlyKeys("a", "b", "c");
        assertThat(many(one.netns(), "127.0.0.1", 30080)).as("loopback").containsOnlyKeys("a", "b", "c");
        byte[] echo = {1, 2, 3};
        assertThat(Talk.exchange(Talk.path(b), "10.63.0.5", 80, echo, 3_000)).isEqualTo(echo);
        assertThat(Talk.exchange(far.netns(), "10.63.0.5", 80, echo, 3_000)).isEqualTo(echo);
        assertThat(Talk.ask(Talk.path(b), "10.63.0.5", 81)).isEqualTo("refused");
        assertThat(Talk.ask(two.netns(), "10.63.0.6", 80)).isEqualTo("refused");
    }

    @Test
    void clientAddressIsKeptBetweenPodsAndForEndpointsOfTheSameNode() throws IOException {
        Sandbox client = one.pod();
        Sandbox same = one.pod();
        Sandbox other = far.pod();
        serve(same, "same");
        serve(other, "other");
        serve(client, "client");
        objects.put(Documents.service("near", "10.63.0.7", ",'externalTrafficPolicy':'Local','nodePort':30081"));
        objects.put(Documents.slice("near", ip(same) + "@one"));
        objects.put(Documents.service("away", "10.63.0.8", ""));
        objects.put(Documents.slice("away", ip(other) + "@far"));
        objects.put(Documents.service("self", "10.63.0.9", ""));
        objects.put(Documents.slice("self", ip(client) + "@one"));
        await("rules on every node", () -> shows("10.63.0.7 .") && shows("10.63.0.8 .") && shows("10.63.0.9 ."));
        assertThat(ask(client, "10.63.0.7", 80)).isEqualTo("same " + ip(client));
        assertThat(ask(client, "10.63.0.8", 80)).isEqualTo("other " + ip(client));
        assertThat(ask(client, "10.63.0.9", 80)).isEqualTo("client 10.62.1.1");
        assertThat(Talk.ask(router, one.address, 30081)).isEqualTo("same 10.213.1.254");
        assertThat(Talk.ask(router, two.address, 30081)).as("no endpoint there").isEqualTo("refused");
    }

    @Test
    void clientsStayWithTheirEndpointUntilItLeaves() throws IOException {
        Sandbox client = one.pod();
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        Sandbox c = two.pod();
        serve(a, "a");
        serve(b, "b");
        serve(c, "c");
        objects.put(Documents.service("web", "10.63.0.5", ",'sessionAffinity':'ClientIP'"));
        objects.put(Documents.slice("web", ip(a) + "@one", ip(b) + "@two", ip(c) + "@two"));
        await("rules", () -> shows("10.63.0.5 . 80 : goto service_sticky_3"));
        Map<String, Integer> seen = many(Talk.path(client), "10.63.0.5", 80);
        assertThat(seen).hasSize(1);
        Map<String, String> all = Map.of("a", ip(a) + "@one", "b", ip(b) + "@two", "c", ip(c) + "@two");
        String[] rest = all.entrySet().stream()
                .filter(entry -> !seen.containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .toArray(String[]::new);
        objects.put(Documents.slice("web", rest));
        await("another", () -> !seen.containsKey(ask(client, "10.63.0.5", 80).replaceAll(" .*", "")));
        Map<String, Integer> after = many(Talk.path(client), "10.63.0.5", 80);
        assertThat(after).hasSize(1).doesNotContainKeys(seen.keySet().toArray(String[]::new));
    }

    @Test
    void movesAreInEveryNodesRulesAtOnce() throws IOException {
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        serve(a, "a");
        serve(b, "b");
        objects.put(Documents.service("web", "10.63.0.5", ""));
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String wanted = i % 2 == 0 ? "b" : "a";
            long before = System.nanoTime();
            objects.put(Documents.slice("web", i % 2 == 0 ? ip(b) + "@two" : ip(a) + "@one"));
            for (Host host : hosts) {
                await("moved", () -> answers(host, wanted));
            }
            millis.add((System.nanoTime() - before) / 1e6);
        }
        millis.sort(null);
        System.out.printf(
                "a moved pod answers on three nodes after: median %.1f ms, most %.1f ms%n",
                millis.get(millis.size() / 2), millis.getLast());
        objects.put(Documents.slice("web", "!" + ip(a) + "@one"));
        await("refused without endpoints", () -> answers(far, "refused"));
    }

    @Test
    void whatIsRemovedComesBackAndOthersTablesStay() throws IOException {
        Sandbox a = one.pod();
        Sandbox c = far.pod();
        serve(c, "c");
        objects.put(Documents.service("web", "10.63.0.5", ""));
        objects.put(Documents.slice("web", ip(c) + "@far"));
        await("rules", () -> shows("10.63.0.5 . 80 : goto service_any_1"));
        one.inside(() -> {
            try (Nftables nftables = Nftables.open();
                    Links links = Links.open();
                    RouteTable routes = RouteTable.open()) {
                nftables.run("add table ip somebody\nadd chain ip somebody own\n"
                        + "add rule ip somebody own ip daddr 10.62.0.1 drop\n"
                        + "delete table ip naru_" + one.instance.id() + "_cluster");
                links.delete("nx" + one.instance.id());
                routes.list().stream()
                        .filter(route -> route.protocol() == PodRoutes.PROTOCOL)
                        .forEach(routes::delete);
            }
            return true;
        });
        await("back", () -> answers(one, "c"));
        await("back", () -> answers(Talk.path(a), ip(c), 8080, "c"));
        objects.remove(naru.cluster.object.Resources.NODES, "", "far");
        await("no route to a node that left", () -> !routesOf(one).contains("10.62.3.0/24"));
        assertThat(routesOf(one)).contains("10.62.2.0/24");
        assertThat(one.rules()).contains("ip daddr 10.62.0.1 drop");
    }

    @Test
    void rulesAndRoutesStayWhilePodsRun() throws IOException {
        Sandbox a = one.pod();
        Sandbox b = two.pod();
        serve(b, "b");
        objects.put(Documents.service("web", "10.63.0.5", ""));
        objects.put(Documents.slice("web", ip(b) + "@two"));
        await("rules", () -> shows("10.63.0.5 . 80 : goto service_any_1"));
        one.stop();
        assertThat(ask(a, "10.63.0.5", 80)).isEqualTo("b " + ip(a));
        one.start(objects, ClusterNetwork.defaults());
        await("ready", () -> one.node().status().ready());
        assertThat(ask(a, "10.63.0.5", 80)).isEqualTo("b " + ip(a));
        assertThat(ask(a, ip(b), 8080)).isEqualTo("b " + ip(a));
    }

    private interface Check {
        boolean holds() throws IOException;
    }

    /// Waits until something holds: state of the kernel, of which nobody tells.
    private static void await(String what, Check check) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!check.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private boolean shows(String text) throws IOException {
        for (Host host : hosts) {
            if (!host.rules().contains(text)) {
                return false;
            }
        }
        return true;
    }

    private static boolean answers(Host host, String name) throws IOException {
        return answers(host.netns(), "10.63.0.5", 80, name);
    }

    private static boolean answers(Path from, String address, int port, String name) throws IOException {
        return Talk.ask(from, address, port).startsWith(name);
    }

    private static List<String> routesOf(Host host) throws IOException {
        return host.inside(() -> {
            try (RouteTable routes = RouteTable.open()) {
                return routes.list().stream()
                        .map(route -> new Cidr(route.destination(), route.prefixLength()).toString())
                        .toList();
            }
        });
    }

    /// How often which server answered.
    private static Map<String, Integer> many(Path from, String address, int port) throws IOException {
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            seen.merge(Talk.ask(from, address, port).replaceAll(" .*", ""), 1, Integer::sum);
        }
        return seen;
    }

    private Host host(String name, String address, String network) throws IOException {
        Host host = new Host(folder, name, address);
        hosts.add(host);
        NetworkNamespace.enter(router, () -> {
            try (Links links = Links.open();
                    NetworkNamespace.Handle handle = NetworkNamespace.open(host.netns())) {
                Links.Peer peer = new Links.Peer("eth0", "02:00:00:00:01:0" + hosts.size());
                links.addVeth("to-" + name, links.index(network), peer, handle, 1500);
            }
            return true;
        });
        return host.inside(() -> {
            try (Links links = Links.open()) {
                int index = links.index("eth0");
                links.up(index);
                address("eth0", address);
                links.setDefaultRoute(Cidr.address(address.replaceAll("[0-9]+$", "254")), index);
            }
            return host;
        });
    }

    private static void address(String link, String address) {
        try (Addresses addresses = Addresses.open();
                Links links = Links.open()) {
            addresses.add(new Addresses.Address(links.index(link), Cidr.address(address), 24));
        }
    }

    private void serve(Sandbox pod, String name) throws IOException {
        ServerSocketChannel tcp = Talk.greeter(Talk.path(pod), 8080, name);
        DatagramChannel udp = Talk.echo(Talk.path(pod), 8080);
        open.add(tcp);
        open.add(udp);
    }

    private static String ask(Sandbox pod, String address, int port) throws IOException {
        return Talk.ask(Talk.path(pod), address, port);
    }

    private static String ip(Sandbox pod) {
        return Talk.ip(pod);
    }
}
