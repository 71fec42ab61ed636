package naru.node.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.network.Sandbox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Services of three hosts, by address and by name.
@Tag("system")
class ServicesSystemTest extends ThreeHosts {
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
        for (Path client :
                List.of(Talk.path(a), Talk.path(b), Talk.path(c), one.netns(), far.netns(), container.netns())) {
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
    void namesAreAnsweredOnEveryNode() throws IOException {
        Sandbox a = one.pod();
        Sandbox c = far.pod();
        objects.put(Documents.service("web", "10.63.0.5", ""));
        objects.put(Documents.service("all", "None", ""));
        objects.put(Documents.slice("all", ip(a) + "@one", ip(c) + "@far"));
        await(
                "names",
                () -> lookUp(far.netns(), "all.shop.svc.cluster.local", "A").size() == 2);
        for (Path from : List.of(Talk.path(a), Talk.path(c), one.netns(), two.netns())) {
            assertThat(lookUp(from, "web.shop.svc.cluster.local", "A")).containsExactly("10.63.0.5");
            assertThat(lookUp(from, "all.shop.svc.cluster.local", "A")).containsExactlyInAnyOrder(ip(a), ip(c));
            assertThat(lookUp(from, "_web._tcp.web.shop.svc.cluster.local", "SRV"))
                    .containsExactly("0 100 80 web.shop.svc.cluster.local.");
            assertThat(lookUp(from, "5.0.63.10.in-addr.arpa", "PTR")).containsExactly("web.shop.svc.cluster.local.");
            assertThat(lookUp(from, "nothing.shop.svc.cluster.local", "A")).isEmpty();
            assertThat(lookUp(from, "www.example.org", "A")).containsExactly("192.0.2.77");
        }
        String[] many = new String[60];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10.62.9." + (i + 1) + "@far";
        }
        objects.put(Documents.slice("all", many)); // too many for a datagram: the client comes back by stream
        await(
                "names",
                () -> lookUp(Talk.path(a), "all.shop.svc.cluster.local", "A").size() == 60);
    }
}
