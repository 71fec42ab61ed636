package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two namespaces of its own stand for host and container: the machine's own links stay as they are.
@Tag("system")
class NetworkNamespaceTest {
    private static final int HOST = 0x0a590001;
    private static final int GUEST = 0x0a590002;

    @TempDir
    Path folder;

    private Path host;
    private Path guest;

    @BeforeEach
    void createNamespaces() throws IOException {
        host = folder.resolve("host");
        guest = folder.resolve("guest");
        NetworkNamespace.create(host, () -> 0);
        NetworkNamespace.create(guest, () -> 0);
    }

    @AfterEach
    void deleteNamespaces() throws IOException {
        NetworkNamespace.delete(host);
        NetworkNamespace.delete(guest);
    }

    @Test
    void bridgeVethAddressesAndRoutes() throws IOException {
        try (Links outside = NetworkNamespace.enter(host, Links::open);
                Links inside = NetworkNamespace.enter(guest, Links::open);
                NetworkNamespace.Handle handle = NetworkNamespace.open(guest)) {
            outside.addBridge("br0", "02:42:00:00:00:01", 1400);
            int bridge = outside.index("br0");
            outside.addAddress(bridge, HOST, 24);
            outside.addVeth("v0", bridge, new Links.Peer("eth0", "02:42:0a:59:00:02"), handle, 1400);
            outside.setPort("v0", true, true);
            int eth0 = inside.index("eth0");
            inside.up(eth0);
            inside.addAddress(eth0, GUEST, 24);
            inside.setDefaultRoute(HOST, eth0);

            assertThat(outside.find("v0").orElseThrow())
                    .matches(Link::up)
                    .extracting(Link::master)
                    .isEqualTo(bridge);
            assertThat(inside.find("eth0").orElseThrow().mac()).isEqualTo("02:42:0a:59:00:02");
            assertThat(inside.routes()).contains(new Route(0, 0, HOST, eth0), new Route(0x0a590000, 24, 0, eth0));
            assertThat(outside.list()).extracting(Link::name).contains("lo", "br0", "v0");
            assertThat(outside.delete("v0")).isTrue();
            assertThat(outside.delete("v0")).isFalse();
            assertThat(inside.find("eth0")).isEmpty();
        }
    }

    @Test
    void refusalsNameTheCallAndTheNumber() throws IOException {
        try (Links links = NetworkNamespace.enter(host, Links::open)) {
            links.addBridge("br0", "02:42:00:00:00:01", 0);
            assertThatThrownBy(() -> links.addBridge("br0", "02:42:00:00:00:01", 0))
                    .isInstanceOfSatisfying(
                            Errno.class, e -> assertThat(e.number()).isEqualTo(Errno.EEXIST))
                    .hasMessageContaining("create bridge br0");
        }
    }

    @Test
    void sysctlIsOfTheNamespaceEntered() throws IOException {
        String value = NetworkNamespace.enter(guest, () -> {
            Sysctl.write("ipv4/ip_unprivileged_port_start", "53");
            return Sysctl.read("ipv4/ip_unprivileged_port_start");
        });
        assertThat(value).isEqualTo("53");
        assertThat(NetworkNamespace.enter(host, () -> Sysctl.read("ipv4/ip_unprivileged_port_start")))
                .isEqualTo("1024");
    }

    @Test
    void deletedNamespaceIsGone() throws IOException {
        assertThat(NetworkNamespace.isAlive(guest)).isTrue();
        NetworkNamespace.delete(guest);
        assertThat(NetworkNamespace.isAlive(guest)).isFalse();
        assertThat(guest).doesNotExist();
    }

    @Test
    void nftablesByLibraryAndByProgramAgree() throws IOException {
        List<String> rulesets = NetworkNamespace.enter(guest, () -> {
            try (Nftables library = Nftables.open();
                    Nftables program = Nftables.program()) {
                library.run("add table ip naru_test; add map ip naru_test m { type inet_service : ipv4_addr; }");
                program.run("add element ip naru_test m { 80 : 10.0.0.1 }");
                assertThatThrownBy(() -> library.run("add rule ip nowhere c accept"))
                        .isInstanceOf(Fault.class)
                        .hasMessageContaining("No such file or directory");
                assertThatThrownBy(() -> program.run("nonsense")).isInstanceOf(Fault.class);
                assertThat(library.inProcess()).isTrue();
                return List.of(library.run("list ruleset"), program.run("list ruleset"));
            }
        });
        assertThat(rulesets.get(0)).contains("80 : 10.0.0.1").isEqualTo(rulesets.get(1));
    }
}
