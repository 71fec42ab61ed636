package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Instance;
import naru.linux.Addresses;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Nftables;
import naru.linux.RouteTable;
import naru.linux.Sysctl;
import naru.store.MemoryDocuments;
import org.jspecify.annotations.Nullable;

/// A host of a test with a neighbour on its network: two network namespaces and a cable between. What it is asked to do
/// in the host's namespace is done on threads that are inside.
final class TestHost implements AutoCloseable {
    static final String ADDRESS = "192.0.2.1";
    static final String NEIGHBOUR = "192.0.2.2";

    static final String ADDRESS6 = "fd00:2::1";
    static final String NEIGHBOUR6 = "fd00:2::2";

    final Instance instance;
    final Path host;
    final Path neighbour;
    private final MemoryDocuments documents = new MemoryDocuments();
    private final List<Sandbox> open = new ArrayList<>();
    private @Nullable Networks networks;

    TestHost(Path folder) throws IOException {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        host = folder.resolve("host.netns");
        neighbour = folder.resolve("neighbour.netns");
        for (Path namespace : List.of(host, neighbour)) {
            NetworkNamespace.create(namespace, () -> {
                try (Links links = Links.open()) {
                    links.up(1);
                }
                return true;
            });
        }
        try (NetworkNamespace.Handle handle = NetworkNamespace.open(neighbour);
                Links here = NetworkNamespace.enter(host, Links::open);
                Links there = NetworkNamespace.enter(neighbour, Links::open)) {
            here.addVeth("eth0", 0, new Links.Peer("eth0", "02:42:c0:00:02:02"), handle, 0);
            there.up(there.index("eth0"));
        }
        address(host, ADDRESS, ADDRESS6);
        address(neighbour, NEIGHBOUR, NEIGHBOUR6);
    }

    private static void address(Path namespace, String address, String ipv6) throws IOException {
        NetworkNamespace.enter(namespace, () -> {
            try (Links links = Links.open();
                    Addresses addresses = Addresses.open()) {
                addresses.add(new Addresses.Address(links.index("eth0"), Cidr.address(address), 24));
                links.addAddress6(links.index("eth0"), Prefix6.octets(ipv6), 64);
            }
            return true;
        });
    }

    /// Starts the engine's networks; sandboxes that are open are taken over.
    void start(FirewallMode mode) throws IOException {
        inside(() -> {
            Networks fresh =
                    new Networks(instance, documents, NetworkOptions.defaults().withFirewall(mode));
            fresh.restore(Set.copyOf(open.stream().map(Sandbox::containerId).toList()));
            networks = fresh;
            return true;
        });
    }

    Networks networks() {
        return java.util.Objects.requireNonNull(networks);
    }

    <T> T inside(NetworkNamespace.Task<T> task) throws IOException {
        return NetworkNamespace.enter(host, task);
    }

    Sandbox open(String name, String network, PortBinding... ports) throws IOException {
        return open(SandboxSpec.of(Ids.random(), name, name, network).withPorts(ports));
    }

    Sandbox open(SandboxSpec spec) throws IOException {
        Sandbox sandbox = inside(() -> networks().open(spec));
        open.add(sandbox);
        return sandbox;
    }

    /// Does something with the host's nftables; answers what they print.
    String nft(String script) throws IOException {
        return inside(() -> {
            try (Nftables nftables = Nftables.open()) {
                return nftables.run(script.replace("; } }", ";\n}\n}")); // as nft wants it
            }
        });
    }

    /// The host's end of an endpoint's wire.
    String wire(Endpoint endpoint) {
        return Plumbing.wire(instance.id(), endpoint);
    }

    /// Runs a program in the host's namespace.
    void run(String... command) throws IOException {
        inside(() -> {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(process.onExit().join().exitValue()).as(output).isZero();
            return true;
        });
    }

    void close(Sandbox sandbox) throws IOException {
        inside(() -> {
            networks().close(sandbox.containerId());
            return open.remove(sandbox);
        });
    }

    /// Ends the engine's networks.
    void stop() throws IOException {
        inside(() -> {
            networks().close();
            networks = null;
            return true;
        });
    }

    /// Gives a further address.
    void alias(Path namespace, String address, int length) throws IOException {
        NetworkNamespace.enter(namespace, () -> {
            try (Links links = Links.open();
                    Addresses addresses = Addresses.open()) {
                addresses.add(new Addresses.Address(links.index("eth0"), Cidr.address(address), length));
            }
            return true;
        });
    }

    /// Sends what goes to a network to the host.
    void route(Path namespace, String destination, int length) throws IOException {
        NetworkNamespace.enter(namespace, () -> {
            try (Links links = Links.open();
                    RouteTable routes = RouteTable.open()) {
                int link = links.index("eth0");
                Sysctl.writeLink("eth0", "route_localnet", "1");
                routes.replace(new RouteTable.Entry(
                        Cidr.address(destination),
                        length,
                        Cidr.address(ADDRESS),
                        link,
                        Cidr.address(NEIGHBOUR),
                        0,
                        3,
                        false));
            }
            return true;
        });
    }

    /// Waits until something is so; what the kernel refuses is not so yet.
    void await(Callable<Boolean> condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds(condition)) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Fault _) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void setting(String name, String value) throws IOException {
        inside(() -> {
            Sysctl.write(name, value);
            return true;
        });
    }

    /// Closes sandboxes and networks; nothing of the instance may stay.
    @Override
    public void close() throws IOException {
        if (networks != null) {
            inside(() -> {
                open.forEach(sandbox -> networks().close(sandbox.containerId()));
                networks().list().stream()
                        .filter(network -> !network.predefined())
                        .forEach(network -> networks().remove(network.id()));
                networks().close();
                try (Links links = Links.open()) {
                    assertThat(links.list())
                            .extracting(naru.linux.Link::name)
                            .noneMatch(name -> name.contains(instance.id()));
                }
                return true;
            });
            assertThat(nft("list ruleset")).doesNotContain(instance.id());
        }
        NetworkNamespace.delete(host);
        NetworkNamespace.delete(neighbour);
    }
}
