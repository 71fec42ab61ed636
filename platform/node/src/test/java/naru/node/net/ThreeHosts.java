package naru.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import naru.linux.Addresses;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.RouteTable;
import naru.network.Cidr;
import naru.network.DnsQuery;
import naru.network.DnsReply;
import naru.network.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Three hosts that are network namespaces, two on one network and one behind a router, each a node of one cluster; for
/// tests to extend.
abstract class ThreeHosts {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    final FakeObjects objects = new FakeObjects();
    final List<Host> hosts = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    ClusterNetwork cluster;
    Path router;
    Host one;
    Host two;
    Host far;

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
        open.add(resolver());
        Path resolvConf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.77\n");
        cluster = ClusterNetwork.defaults().withResolvConf(resolvConf);
        for (Host host : hosts) {
            host.start(objects, cluster);
        }
        for (Host host : hosts) {
            assertThat(host.node().awaitReady(LIMIT))
                    .as(host.node().status().toString())
                    .isTrue();
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

    @SuppressWarnings("BanJNDI") // the JDK has no other DNS client, and records are only read as text
    static List<String> lookUp(Path from, String name, String type) throws IOException {
        return NetworkNamespace.enter(from, () -> {
            Hashtable<String, String> settings = new Hashtable<>();
            settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
            settings.put("java.naming.provider.url", "dns://10.63.0.10/");
            try {
                InitialDirContext context = new InitialDirContext(settings);
                Attribute found =
                        context.getAttributes(name, new String[] {type}).get(type);
                List<String> values = new ArrayList<>();
                for (int i = 0; found != null && i < found.size(); i++) {
                    values.add(found.get(i).toString());
                }
                return values;
            } catch (NameNotFoundException _) {
                return List.of();
            } catch (NamingException e) {
                throw new IOException(e);
            }
        });
    }

    /// A resolver of the host: every name has one address.
    static DatagramChannel resolver() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.bind(new InetSocketAddress("127.0.0.77", 53));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    ByteBuffer buffer = ByteBuffer.allocate(4096);
                    var client = channel.receive(buffer);
                    byte[] message = new byte[buffer.flip().remaining()];
                    buffer.get(message);
                    DnsQuery query = DnsQuery.read(message).orElseThrow();
                    DnsReply reply = new DnsReply(query, 5).address(query.name(), Cidr.address("192.0.2.77"));
                    channel.send(ByteBuffer.wrap(reply.bytes(DnsQuery.NO_ERROR)), client);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        return channel;
    }

    interface Check {
        boolean holds() throws IOException;
    }

    /// Waits until something holds: state of the kernel, of which nobody tells.
    static void await(String what, Check check) throws IOException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!check.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    boolean shows(String text) throws IOException {
        for (Host host : hosts) {
            if (!host.rules().contains(text)) {
                return false;
            }
        }
        return true;
    }

    static boolean answers(Host host, String name) throws IOException {
        return answers(host.netns(), "10.63.0.5", 80, name);
    }

    static boolean answers(Path from, String address, int port, String name) throws IOException {
        return Talk.ask(from, address, port).startsWith(name);
    }

    static List<String> routesOf(Host host) throws IOException {
        return host.inside(() -> {
            try (RouteTable routes = RouteTable.open()) {
                return routes.list().stream()
                        .map(route -> new Cidr(route.destination(), route.prefixLength()).toString())
                        .toList();
            }
        });
    }

    /// How often which server answered.
    static Map<String, Integer> many(Path from, String address, int port) throws IOException {
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            seen.merge(Talk.ask(from, address, port).replaceAll(" .*", ""), 1, Integer::sum);
        }
        return seen;
    }

    Host host(String name, String address, String network) throws IOException {
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

    static void address(String link, String address) {
        try (Addresses addresses = Addresses.open();
                Links links = Links.open()) {
            addresses.add(new Addresses.Address(links.index(link), Cidr.address(address), 24));
        }
    }

    void serve(Sandbox pod, String name) throws IOException {
        ServerSocketChannel tcp = Talk.greeter(Talk.path(pod), 8080, name);
        DatagramChannel udp = Talk.echo(Talk.path(pod), 8080);
        open.add(tcp);
        open.add(udp);
    }

    static String ask(Sandbox pod, String address, int port) throws IOException {
        return Talk.ask(Talk.path(pod), address, port);
    }

    static String ip(Sandbox pod) {
        return Talk.ip(pod);
    }
}
