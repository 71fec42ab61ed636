package naru.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import naru.base.Json;
import naru.network.Cidr;
import naru.node.net.Balance.Backend;
import naru.node.service.ServiceCatalog;
import naru.node.service.ServiceName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ServiceTableTest {
    private static final ServiceName WEB = new ServiceName("shop", "web");

    private final ServiceCatalog catalog = new ServiceCatalog(_ -> {});
    private final Translations translations = new Translations("one", "10.63.0.10");
    private final ServiceTable table = new ServiceTable(new TableFrame(
            "naru_0123abcd_cluster",
            ClusterNetwork.defaults(),
            Cidr.parse("10.62.1.0/24"),
            "10.62.1.1",
            "np0123abcd",
            List.of("np0123abcd", "eth0")));

    private static ObjectNode read(String json) {
        return (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private String service(String address, String more) {
        catalog.service(null, read(Documents.service("web", address, more)));
        return change();
    }

    private String slice(String... endpoints) {
        catalog.slice(null, read(Documents.slice("web", endpoints)));
        return change();
    }

    private Map<Frontend, Balance> wanted() {
        return translations.of(catalog.service(WEB).orElseThrow(), catalog.slices(WEB));
    }

    private String change() {
        return table.change(WEB, wanted());
    }

    @Test
    void whoWaitsForAnAddressLearnsThatNobodyIsLedThere() {
        assertThat(catalog.quiet("10.62.1.2")).isDone();
        service("10.63.0.5", "");
        slice("10.62.1.2@one", "10.62.2.2@two");
        catalog.applied(catalog.heard());
        var quiet = catalog.quiet("10.62.1.2");
        slice("10.62.1.2@one", "10.62.2.3@two");
        catalog.applied(catalog.heard());
        assertThat(quiet).isNotDone();
        var before = catalog.heard();
        slice("10.62.2.3@two");
        catalog.applied(before);
        assertThat(quiet).isNotDone();
        assertThat(catalog.quiet("10.62.1.2")).as("heard, but not applied").isNotDone();
        catalog.applied(catalog.heard());
        assertThat(catalog.quiet("10.62.1.2")).isDone();
        assertThat(quiet).succeedsWithin(java.time.Duration.ofSeconds(10));
    }

    @Test
    void changesAreElementsThatDiffer() {
        assertThat(service("10.63.0.5", "")).isEmpty();
        assertThat(slice("10.62.1.2@one", "10.62.2.2@two"))
                .contains("add element ip naru_0123abcd_cluster services { tcp . 10.63.0.5 . 80 : goto service_any_2, "
                        + "udp . 10.63.0.5 . 80 : goto service_any_2 }\n")
                .contains("0 . tcp . 10.63.0.5 . 80 : 10.62.1.2 . 8080, 1 . tcp . 10.63.0.5 . 80 : 10.62.2.2 . 8080");
        assertThat(slice("10.62.1.2@one", "10.62.2.2@two")).isEmpty();
        assertThat(slice("10.62.1.2@one", "10.62.2.3@two"))
                .contains("delete element ip naru_0123abcd_cluster service_targets { 1 . tcp . 10.63.0.5 . 80, ")
                .contains("{ 1 . tcp . 10.63.0.5 . 80 : 10.62.2.3 . 8080, ")
                .doesNotContain("services")
                .doesNotContain("0 . tcp");
        assertThat(slice("!10.62.1.2@one"))
                .contains("delete element ip naru_0123abcd_cluster services { tcp . 10.63.0.5 . 80, ")
                .doesNotContain("add ");
        assertThat(table.names()).isEmpty();
    }

    @Test
    void thousandEndpointsCostOneElementEach() {
        service("10.63.0.5", "");
        List<String> endpoints = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            endpoints.add("10.62." + (i / 250) + "." + (i % 250 + 2) + "@two");
        }
        slice(endpoints.toArray(String[]::new));
        assertThat(table.outgrown()).isTrue();
        assertThat(table.whole()).contains(" service_any_1024\n");
        assertThat(table.outgrown()).isFalse();
        endpoints.set(500, "10.62.9.9@two");
        assertThat(slice(endpoints.toArray(String[]::new)).lines()).hasSize(2);
    }

    @Test
    void localPoliciesChooseEndpointsOfThisNode() {
        service("10.63.0.5", ",'externalTrafficPolicy':'Local','nodePort':30080");
        slice("10.62.1.2@one", "10.62.2.2@two");
        Backend near = new Backend("10.62.1.2", 8080);
        assertThat(table.slots(WEB, new Frontend.OnNode("tcp", 30_080))).containsExactly(near);
        assertThat(table.slots(WEB, new Frontend.OnAddress("tcp", "10.63.0.5", 80)))
                .containsExactly(near, new Backend("10.62.2.2", 8080));
        slice("10.62.2.2@two");
        assertThat(table.slots(WEB, new Frontend.OnNode("tcp", 30_080))).isEmpty();
    }

    @Test
    void endingEndpointsServeWhileNothingElseDoes() {
        service("10.63.0.5", "");
        String ending = Documents.slice("web", "!10.62.1.2@one")
                .replace("'ready':false", "'ready':false,'serving':true,'terminating':true");
        catalog.slice(null, read(ending));
        assertThat(wanted().values()).allMatch(one -> one.backends().size() == 1);
    }

    @Test
    void nameServersAddressHasNoRules() {
        service("10.63.0.10", "");
        slice("10.62.1.2@one");
        assertThat(wanted()).isEmpty();
    }

    @Test
    void stickyEndpointsHaveChainsWhileTheyAreUsed() {
        service(
                "10.63.0.5",
                ",'sessionAffinity':'ClientIP','sessionAffinityConfig':{'clientIP':{'timeoutSeconds':60}}");
        assertThat(slice("10.62.1.2@one"))
                .contains("add chain ip naru_0123abcd_cluster bind_10_62_1_2_8080_60\n")
                .contains("timeout 60s : 10.62.1.2 . 8080 }")
                .contains("goto service_sticky_1");
        catalog.slice(null, read(Documents.slice("web", "10.62.2.2@two")));
        assertThat(table.unbound(WEB, wanted())).containsExactly(new Backend("10.62.1.2", 8080));
        assertThat(change()).contains("delete chain ip naru_0123abcd_cluster bind_10_62_1_2_8080_60\n");
    }

    @Test
    void whoStaysKeepsTheSlotOrMovesFromTheEnd() {
        Random random = new Random(4);
        List<Backend> slots = new ArrayList<>();
        for (int round = 0; round < 2000; round++) {
            HashSet<Backend> wanted = new HashSet<>(slots);
            for (int i = random.nextInt(4); i > 0; i--) {
                Backend one = new Backend("10.62.0." + random.nextInt(20), 80);
                if (!wanted.remove(one)) {
                    wanted.add(one);
                }
            }
            List<Backend> next =
                    new Balance(new ArrayList<>(wanted), 0).arrangedAs(slots).backends();
            assertThat(next).containsExactlyInAnyOrderElementsOf(wanted);
            long kept = slots.stream().filter(wanted::contains).count();
            long same = 0;
            for (int i = 0; i < Math.min(next.size(), slots.size()); i++) {
                same += next.get(i).equals(slots.get(i)) ? 1 : 0;
            }
            assertThat(same).isGreaterThanOrEqualTo(kept - (slots.size() - kept));
            slots = next;
        }
    }

    @Test
    void everyLineIsAboutTheInstancesOwnTable() {
        service("10.63.0.5", "");
        slice("10.62.1.2@one");
        table.peers(java.util.Set.of("192.0.2.2"), java.util.Set.of("192.0.2.2"));
        assertThat(table.whole().lines().filter(line -> line.matches("(add|delete|table|flush) .*")))
                .allMatch(line -> line.contains("ip naru_0123abcd_cluster"));
        assertThat(table.whole()).contains("peers { 192.0.2.2 }").contains("tcp . 10.63.0.5 . 80 : goto service_any_1");
    }
}
