package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Containers of one network that try to speak in each other's name.
@Tag("system")
class GuardSystemTest {
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int ROUTER = 134;
    private static final int REDIRECT = 137;
    private static final int LISTENER_REPORT = 143;
    private static final String OTHER_MAC = "02:42:00:00:00:77";

    @TempDir
    Path folder;

    private TestHost host;

    @BeforeEach
    void createHost() throws IOException {
        host = new TestHost(folder);
        for (String family : new String[] {"ip", "ip6"}) {
            String setting = "bridge/bridge-nf-call-" + family + "tables"; // these would look at frames too
            if (Files.exists(Path.of("/proc/sys/net", setting))) {
                host.setting(setting, "0");
            }
        }
        host.start(FirewallMode.STRICT);
    }

    @AfterEach
    void nothingStays() throws IOException {
        host.close();
    }

    private static Endpoint end(Sandbox sandbox) {
        return sandbox.endpoints().getFirst();
    }

    private static byte[] from(Endpoint sender, int type, byte[] payload) {
        return Frames.ethernet(Frames.BROADCAST, sender.mac(), type, payload);
    }

    private static Map<String, byte[]> honest(Endpoint me, Endpoint you) {
        String own = GuardText.linkLocal(me.mac());
        Map<String, byte[]> frames = new LinkedHashMap<>();
        frames.put("arp", from(me, Frames.ARP, Frames.arp(me.mac(), me.ipv4())));
        frames.put("arp probe", from(me, Frames.ARP, Frames.arp(me.mac(), "0.0.0.0")));
        frames.put("ipv4", from(me, Frames.IPV4, Frames.udp4(me.ipv4(), you.ipv4(), 5000)));
        frames.put("ipv6", from(me, Frames.IPV6, Frames.udp6(me.ipv6(), you.ipv6(), 5000)));
        frames.put("solicitation", from(me, Frames.IPV6, Frames.icmp6(own, SOLICITATION, you.ipv6())));
        frames.put("advertisement", from(me, Frames.IPV6, Frames.icmp6(me.ipv6(), ADVERTISEMENT, me.ipv6())));
        frames.put("own first", from(me, Frames.IPV6, Frames.icmp6("::", SOLICITATION, me.ipv6())));
        frames.put("groups", from(me, Frames.IPV6, Frames.icmp6("::", LISTENER_REPORT, "::")));
        return frames;
    }

    private static Map<String, byte[]> forged(Endpoint me, Endpoint you, String gateway) {
        Map<String, byte[]> frames = new LinkedHashMap<>();
        byte[] stolen = from(me, Frames.ARP, Frames.arp(me.mac(), you.ipv4()));
        frames.put("neighbour's address", stolen);
        frames.put("gateway's address", from(me, Frames.ARP, Frames.arp(me.mac(), gateway)));
        frames.put("other hardware", from(me, Frames.ARP, Frames.arp(OTHER_MAC, me.ipv4())));
        frames.put("probe of others", from(me, Frames.ARP, Frames.arp(OTHER_MAC, "0.0.0.0")));
        frames.put(
                "neighbour's frame",
                Frames.ethernet(Frames.BROADCAST, you.mac(), Frames.ARP, Frames.arp(you.mac(), you.ipv4())));
        frames.put(
                "neighbour's mac",
                Frames.ethernet(Frames.BROADCAST, you.mac(), Frames.IPV4, Frames.udp4(me.ipv4(), you.ipv4(), 5000)));
        frames.put("neighbour's ipv4", from(me, Frames.IPV4, Frames.udp4(you.ipv4(), gateway, 5000)));
        frames.put("outsider's ipv4", from(me, Frames.IPV4, Frames.udp4("192.0.2.2", you.ipv4(), 5000)));
        frames.put("tagged", Frames.tagged(stolen));
        frames.put("tagged twice", Frames.tagged(Frames.tagged(stolen)));
        frames.put("snap", Frames.snap(stolen));
        frames.put("other protocol", from(me, 0x8035, Frames.arp(me.mac(), you.ipv4())));
        frames.put("dhcp", from(me, Frames.IPV4, Frames.udp4(me.ipv4(), "255.255.255.255", 68)));
        frames.put("dhcp tagged", Frames.tagged(from(me, Frames.IPV4, Frames.udp4(me.ipv4(), "255.255.255.255", 68))));
        return frames;
    }

    private static Map<String, byte[]> forged6(Endpoint me, Endpoint you) {
        String own = GuardText.linkLocal(me.mac());
        Map<String, byte[]> frames = new LinkedHashMap<>();
        frames.put("dhcp6", from(me, Frames.IPV6, Frames.udp6(own, "ff02::1", 546)));
        frames.put("neighbour's ipv6", from(me, Frames.IPV6, Frames.udp6(you.ipv6(), "ff02::1", 5000)));
        frames.put(
                "neighbour's link-local",
                from(me, Frames.IPV6, Frames.udp6(GuardText.linkLocal(you.mac()), "ff02::1", 5000)));
        frames.put("nameless ipv6", from(me, Frames.IPV6, Frames.udp6("::", you.ipv6(), 5000)));
        frames.put("advertisement", from(me, Frames.IPV6, Frames.icmp6(me.ipv6(), ADVERTISEMENT, you.ipv6())));
        frames.put("hidden", from(me, Frames.IPV6, Frames.hiddenIcmp6(me.ipv6(), ADVERTISEMENT, you.ipv6())));
        frames.put("mine already", from(me, Frames.IPV6, Frames.icmp6("::", SOLICITATION, you.ipv6())));
        frames.put("router", from(me, Frames.IPV6, Frames.icmp6(own, ROUTER, "::")));
        frames.put("hidden router", from(me, Frames.IPV6, Frames.hiddenIcmp6(own, ROUTER, "::")));
        frames.put("redirect", from(me, Frames.IPV6, Frames.icmp6(own, REDIRECT, you.ipv6())));
        return frames;
    }

    private Map<String, byte[]> allForged(Sandbox attacker, Sandbox victim) {
        Map<String, byte[]> frames =
                forged(end(attacker), end(victim), end(attacker).gateway());
        forged6(end(attacker), end(victim)).forEach((name, frame) -> frames.put("6 " + name, frame));
        return frames;
    }

    private void send(Sandbox sender, Map<String, byte[]> frames) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(frames);
        Endpoint me = end(sender);
        all.put("last", from(me, Frames.ARP, Frames.arp(me.mac(), me.ipv4())));
        Wiretap.send(sender, all);
    }

    private void createShop(Map<String, String> options) throws IOException {
        host.inside(() ->
                host.networks().create(NetworkSpec.bridge("shop").withIpv6().withOptions(options)));
    }

    @Test
    void aContainerSpeaksForItselfAlone() throws IOException {
        createShop(Map.of());
        Sandbox attacker = host.open("attacker", "shop");
        Sandbox victim = host.open("victim", "shop");
        Map<String, byte[]> honest = honest(end(attacker), end(victim));
        Map<String, byte[]> all = new LinkedHashMap<>(honest);
        all.putAll(allForged(attacker, victim));
        all.putAll(honest);
        try (Wiretap tap = Wiretap.on(victim)) {
            send(attacker, all);
            assertThat(tap.heard()).containsExactlyElementsOf(honest.keySet());
        }
    }

    @Test
    void wheresAnAddressIsNotLearntFromFramesThatNoRuleSees() throws IOException {
        Sandbox attacker = host.open("attacker", "bridge");
        Sandbox victim = host.open("victim", "bridge");
        try (Wiretap tap = Wiretap.on(victim);
                ServerSocketChannel _ = Peers.greeter(victim, 80, "page")) {
            assertThat(Peers.askFrom(host.host, end(victim).ipv4(), 80)).isEqualTo("page");
            byte[] frame = Frames.ethernet("01:80:c2:00:00:0e", end(victim).mac(), 0x88cc, new byte[50]);
            send(attacker, Map.of("link-local", frame));
            assertThat(tap.heard()).isEmpty();
            String bridge = host.networks().get("bridge").bridge();
            String learnt = host.inside(() -> output("bridge", "fdb", "show", "br", bridge));
            assertThat(learnt.lines().filter(line -> line.startsWith(end(victim).mac())))
                    .allMatch(line -> line.contains(host.wire(end(victim))));
            assertThat(Peers.askFrom(host.host, end(victim).ipv4(), 80)).isEqualTo("page");
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aNetworkOrAnEndpointMayBeFree() throws IOException {
        createShop(Map.of(NetworkSpec.GUARD, "false"));
        Sandbox attacker = host.open("attacker", "shop");
        Sandbox victim = host.open("victim", "shop");
        Map<String, byte[]> forged = allForged(attacker, victim);
        try (Wiretap tap = Wiretap.on(victim)) {
            send(attacker, forged);
            assertThat(tap.heard()).containsExactlyElementsOf(forged.keySet());
        }
        Sandbox other = host.open("other", "bridge");
        EndpointSpec free = new EndpointSpec("bridge", "", "", List.of(), Map.of(NetworkSpec.GUARD, "false"), 0);
        Sandbox router = host.open(
                SandboxSpec.of(Ids.random(), "router", "router", "bridge").withEndpoints(free));
        try (Wiretap tap = Wiretap.on(other)) {
            send(router, forged(end(router), end(other), end(router).gateway()));
            assertThat(tap.heard()).contains("neighbour's address", "outsider's ipv4", "dhcp");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flush ruleset",
                "delete table bridge TABLE",
                "flush set bridge TABLE addresses",
                "flush chain bridge TABLE prerouting"
            })
    void whatSomebodyRemovesIsPutBackAndGoesWithTheContainers(String removal) throws IOException {
        String table = "naru_" + host.instance.id();
        Sandbox web = host.open("web", "bridge");
        String before = host.nft("list table bridge " + table);
        assertThat(before).contains(end(web).ipv4());
        host.nft(removal.replace("TABLE", table));
        host.await(() -> host.nft("list table bridge " + table).equals(before));
        host.inside(() -> host.networks().create(NetworkSpec.bridge("second").withIpv6()));
        Endpoint second = host.inside(() -> host.networks().connect(web.containerId(), EndpointSpec.of("second")));
        assertThat(host.nft("list table bridge " + table)).contains(second.ipv4(), second.ipv6());
        host.inside(() -> {
            host.networks().disconnect(web.containerId(), "second");
            return true;
        });
        host.await(() -> host.nft("list table bridge " + table).equals(before));
        host.close(web);
        assertThat(host.nft("list table bridge " + table)).doesNotContain("elements");
    }

    @Test
    void aNewDaemonKnowsWhoIsWho() throws IOException {
        Sandbox attacker = host.open("attacker", "bridge");
        Sandbox victim = host.open("victim", "bridge");
        host.inside(() -> {
            host.networks().die();
            return true;
        });
        host.nft("delete table bridge naru_" + host.instance.id());
        host.start(FirewallMode.STRICT);
        try (Wiretap tap = Wiretap.on(victim)) {
            send(attacker, forged(end(attacker), end(victim), end(attacker).gateway()));
            assertThat(tap.heard()).isEmpty();
        }
    }
}
