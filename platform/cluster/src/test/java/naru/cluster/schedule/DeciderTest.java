package naru.cluster.schedule;

import static naru.cluster.view.Documents.json;
import static naru.cluster.view.Documents.node;
import static naru.cluster.view.Documents.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DeciderTest {
    private final Cluster cluster = new Cluster();
    private final Decider decider = new Decider(cluster);
    private final Policy idlest = new Policy.LeastLoaded();

    @Test
    void the_idlest_node_is_chosen() {
        nodes("a", "b", "c");
        run("one", "x", "'cpu': '2'", "a");
        run("two", "x", "'cpu': '1'", "b");

        assertThat(place(pod("p", "web", "'cpu': '1'", ""), idlest)).isEqualTo("c");
    }

    @Test
    void pods_that_are_alike_are_spread() {
        nodes("a", "b", "c");
        run("big", "other", "'cpu': '2'", "c");
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            chosen.add(place(pod("web-" + i, "web", "'cpu': '10m'", ""), idlest));
        }

        assertThat(new HashSet<>(chosen)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void round_robin_takes_nodes_in_turn_and_skips_full_ones() {
        nodes("a", "b", "c");
        run("full", "x", "'cpu': '4'", "b");
        Policy policy = Policy.named("round-robin", 1).orElseThrow();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            chosen.add(place(pod("p" + i, "web", "'cpu': '1m'", ""), policy));
        }

        assertThat(chosen).containsExactly("a", "c", "a", "c");
    }

    @Test
    void bin_packing_fills_a_node_before_the_next() {
        nodes("a", "b", "c");
        run("one", "x", "'cpu': '1'", "b");
        Policy policy = Policy.named("bin-packing", 1).orElseThrow();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            chosen.add(place(pod("p" + i, "web", "'cpu': '1'", ""), policy));
        }

        assertThat(chosen.subList(0, 3)).containsOnly("b");
        assertThat(chosen.get(3)).isNotEqualTo("b");
    }

    @Test
    void random_is_the_same_for_the_same_seed_and_uses_every_node() {
        nodes("a", "b", "c");

        List<String> first = drawn(7);
        assertThat(first).isEqualTo(drawn(7));
        assertThat(new HashSet<>(first)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void each_node_says_why_not_and_the_message_counts_them() {
        ObjectNode tainted = node("a", "4", "8Gi", 10, "");
        tainted.set("spec", json("{'taints': [{'key': 'gpu', 'value': 'yes', 'effect': 'NoSchedule'}]}"));
        cluster.put(tainted);
        nodes("b", "c");
        run("one", "x", "'cpu': '3500m'", "b");
        run("two", "x", "'cpu': '3500m', 'memory': '8Gi'", "c");

        Decision.Nowhere nowhere = nowhere(pod("p", "web", "'cpu': '1', 'memory': '1Gi'", ""));

        assertThat(nowhere.message())
                .isEqualTo("0/3 nodes are available: 1 Insufficient memory, "
                        + "1 node(s) had untolerated taint {gpu: yes}, 2 Insufficient cpu.");
        assertThat(nowhere.reasons()).containsEntry("c", List.of("Insufficient cpu", "Insufficient memory"));
    }

    @Test
    void a_node_that_is_cordoned_or_not_ready_or_full_takes_nothing() {
        ObjectNode cordoned = node("a", "4", "8Gi", 10, "");
        cordoned.set("spec", json("{'unschedulable': true}"));
        ObjectNode away = node("b", "4", "8Gi", 10, "");
        away.withArray("/status/conditions").removeAll();
        cluster.put(cordoned);
        cluster.put(away);
        cluster.put(node("c", "4", "8Gi", 1, ""));
        run("one", "x", "", "c");

        assertThat(nowhere(pod("p", "web", "", "")).message())
                .isEqualTo("0/3 nodes are available: 1 Too many pods, "
                        + "1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, "
                        + "1 node(s) were unschedulable.");
        assertThat(place(pod("q", "web", "", "'tolerations': [{'operator': 'Exists'}]"), idlest))
                .isIn("a", "b");
    }

    @Test
    void selectors_and_affinity_choose_nodes_by_labels_and_by_name() {
        cluster.put(node("a", "4", "8Gi", 10, "'disk': 'ssd', 'size': '5'"));
        cluster.put(node("b", "4", "8Gi", 10, "'disk': 'hdd', 'size': '9'"));

        assertThat(place(pod("p", "web", "", "'nodeSelector': {'disk': 'hdd'}"), idlest))
                .isEqualTo("b");
        assertThat(place(
                        pod(
                                "q",
                                "web",
                                "",
                                required("'matchExpressions': [{'key': 'size', 'operator': 'Lt',"
                                        + " 'values': ['7']}]")),
                        idlest))
                .isEqualTo("a");
        assertThat(place(
                        pod(
                                "r",
                                "web",
                                "",
                                required("'matchFields': [{'key': 'metadata.name', 'operator': 'In',"
                                        + " 'values': ['b']}]")),
                        idlest))
                .isEqualTo("b");
        assertThat(nowhere(pod("s", "web", "", "'nodeSelector': {'disk': 'tape'}"))
                        .message())
                .isEqualTo("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
    }

    @Test
    void init_containers_count_by_the_largest() {
        nodes("a");
        ObjectNode pod = pod(
                "p",
                "web",
                "'cpu': '1'",
                "'initContainers': [{'name': 'i', 'resources':" + " {'requests': {'cpu': '5'}}}]");

        assertThat(nowhere(pod).message()).isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    }

    @Test
    void a_host_port_is_taken_once() {
        nodes("a", "b");
        for (String name : List.of("one", "two")) {
            place(withPort(name), idlest);
        }

        assertThat(nowhere(withPort("three")).message())
                .isEqualTo(
                        "0/2 nodes are available: " + "2 node(s) didn't have free ports for the requested pod ports.");
    }

    @Test
    void a_hard_spread_keeps_zones_even() {
        cluster.put(node("a1", "4", "8Gi", 10, "'zone': 'a'"));
        cluster.put(node("a2", "4", "8Gi", 10, "'zone': 'a'"));
        cluster.put(node("b1", "1", "8Gi", 10, "'zone': 'b'"));
        String spread = "'topologySpreadConstraints': [{'topologyKey': 'zone', 'maxSkew': 1, 'whenUnsatisfiable':"
                + " 'DoNotSchedule', 'labelSelector': {'matchLabels': {'app': 'web'}}}]";
        List<String> zones = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            zones.add(
                    place(pod("p" + i, "web", "'cpu': '900m'", spread), idlest).substring(0, 1));
        }
        zones.add(place(pod("p2", "web", "'cpu': '900m'", spread), idlest).substring(0, 1));

        assertThat(zones).containsExactlyInAnyOrder("a", "b", "a");
        assertThat(nowhere(pod("p3", "web", "'cpu': '900m'", spread)).message())
                .isEqualTo("0/3 nodes are available: 1 Insufficient cpu, "
                        + "2 node(s) didn't match pod topology spread constraints.");
    }

    @Test
    void anti_affinity_holds_both_ways_and_affinity_follows() {
        nodes("a", "b");
        String apart = "'affinity': {'podAntiAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
                + " [{'topologyKey': 'kubernetes.io/hostname', 'labelSelector': {'matchLabels': {'app': 'db'}}}]}}";
        String first = place(pod("db-0", "db", "", apart), idlest);
        String second = place(pod("db-1", "db", "", apart), idlest);

        assertThat(second).isNotEqualTo(first);
        assertThat(nowhere(pod("db-2", "db", "", apart)).message())
                .contains("2 node(s) didn't match pod anti-affinity");
        assertThat(nowhere(pod("db-3", "db", "", "")).message())
                .contains("2 node(s) didn't satisfy existing pods anti-affinity rules");
        String near = apart.replace("podAntiAffinity", "podAffinity").replace("'db'", "'cache'");
        assertThat(nowhere(pod("web", "web", "", near)).message())
                .isEqualTo("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.");
        run("cache", "cache", "", "b");
        assertThat(place(pod("web", "web", "", near), idlest)).isEqualTo("b");
    }

    @Test
    void advice_counts_but_does_not_forbid() {
        ObjectNode advised = node("a", "64", "80Gi", 10, "");
        advised.set("spec", json("{'taints': [{'key': 'old', 'effect': 'PreferNoSchedule'}]}"));
        cluster.put(advised);
        cluster.put(node("b", "1", "1Gi", 10, ""));

        assertThat(place(pod("p", "web", "'cpu': '800m'", ""), idlest)).isEqualTo("b");
        assertThat(place(pod("q", "web", "'cpu': '800m'", ""), idlest)).isEqualTo("a");
    }

    @Test
    void what_a_pod_took_is_given_back() {
        nodes("a");
        String where = place(pod("p", "web", "'cpu': '3'", ""), idlest);
        assertThat(where).isEqualTo("a");
        assertThat(decider.decide(Demand.read(pod("q", "web", "'cpu': '2'", "")), idlest))
                .isInstanceOf(Decision.Nowhere.class);
        cluster.remove("uid-p");

        assertThat(place(pod("q", "web", "'cpu': '2'", ""), idlest)).isEqualTo("a");
    }

    @Test
    void pods_of_a_node_that_goes_and_comes_back_still_count() {
        nodes("a");
        run("p", "web", "'cpu': '3'", "a");
        cluster.removeNode("a");
        assertThat(nowhere(pod("q", "web", "", "")).message()).isEqualTo("no nodes available to schedule pods");
        nodes("a");

        assertThat(nowhere(pod("q", "web", "'cpu': '2'", "")).message())
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu.");
    }

    private List<String> drawn(long seed) {
        Policy policy = Policy.named("random", seed).orElseThrow();
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            chosen.add(((Decision.Placed) decider.decide(Demand.read(pod("p" + i, "web", "", "")), policy))
                    .node()
                    .name());
        }
        return chosen;
    }

    private static String required(String term) {
        return "'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
                + " {'nodeSelectorTerms': [{" + term + "}]}}}";
    }

    private static ObjectNode withPort(String name) {
        ObjectNode pod = pod(name, "web", "", "");
        ((ObjectNode) pod.at("/spec/containers/0"))
                .set("ports", json("{'l': [{'hostPort': 80}]}").get("l"));
        return pod;
    }

    private void nodes(String... names) {
        for (String name : names) {
            cluster.put(node(name, "4", "8Gi", 10, ""));
        }
    }

    private void run(String name, String app, String requests, String node) {
        cluster.place(Demand.read(pod(name, app, requests, "")), node, false);
    }

    private String place(ObjectNode pod, Policy policy) {
        Demand demand = Demand.read(pod);
        Decision decision = decider.decide(demand, policy);
        assertThat(decision).isInstanceOf(Decision.Placed.class);
        Node node = ((Decision.Placed) decision).node();
        cluster.place(demand, node.name(), false);
        return node.name();
    }

    private Decision.Nowhere nowhere(ObjectNode pod) {
        return (Decision.Nowhere) decider.decide(Demand.read(pod), idlest);
    }
}
