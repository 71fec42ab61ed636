package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.tests.Background;
import naru.tests.Kubectl;
import naru.tests.ThreeNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Three machines as one cluster: where pods run, how they reach each other, and how kubectl reaches them.
@Tag("system")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeNodesTest {
    private static final String SERVE =
            "mkdir -p /www; hostname > /www/index.html; echo begun; exec httpd -f -p 80 -h /www";
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    private ThreeNodes cluster;

    @BeforeAll
    void begin() {
        cluster = new ThreeNodes();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @AfterEach
    void clear() {
        cluster.clear();
    }

    private void deploy(String name, int replicas) {
        cluster.kubectl(
                        "create",
                        "deployment",
                        name,
                        "--image=" + cluster.image(),
                        "--replicas=" + replicas,
                        "--",
                        "sh",
                        "-c",
                        SERVE)
                .ok();
        cluster.kubectl("rollout", "status", "deployment/" + name, "--timeout=50s")
                .ok();
    }

    /// What a field of a deployment's pods is, by the pods' names.
    private Map<String, String> pods(String app, String field) {
        String form = "jsonpath={range .items[*]}{.metadata.name}={" + field + "} {end}";
        Map<String, String> found = new TreeMap<>();
        for (String word : cluster.words("get", "pods", "-l", "app=" + app, "-o", form)) {
            found.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        return found;
    }

    private String fetch(String pod, String url) {
        return cluster.kubectl("exec", pod, "--", "wget", "-qO-", url).ok();
    }

    private static Map<String, Integer> counted(Iterable<String> values) {
        Map<String, Integer> counts = new TreeMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        return counts;
    }

    @Test
    void podsAreSpreadAndReachEachOther() {
        deploy("web", 6);
        assertThat(counted(pods("web", ".spec.nodeName").values())).isEqualTo(Map.of("n1", 2, "n2", 2, "n3", 2));
        Map<String, String> addresses = pods("web", ".status.podIP");
        assertThat(new HashSet<>(addresses.values())).hasSize(6);
        for (String from : onePerNode("web")) {
            addresses.forEach((name, address) ->
                    assertThat(fetch(from, "http://" + address + "/")).isEqualTo(name));
        }
    }

    /// A pod of each node.
    private List<String> onePerNode(String app) {
        Map<String, String> byNode = new TreeMap<>();
        pods(app, ".spec.nodeName").forEach((pod, node) -> byNode.put(node, pod));
        assertThat(byNode.keySet()).containsExactlyElementsOf(NODES);
        return new ArrayList<>(byNode.values());
    }

    @Test
    void servicesAndNamesWorkFromEveryNode() {
        deploy("web", 3);
        cluster.kubectl("expose", "deployment", "web", "--port=80", "--type=NodePort")
                .ok();
        Set<String> all = pods("web", ".metadata.name").keySet();
        for (String from : onePerNode("web")) {
            Set<String> seen = new HashSet<>();
            cluster.await(from + " reaches all pods by the service's name", () -> {
                seen.add(fetch(from, "http://web.default.svc.cluster.local/"));
                return seen.equals(all);
            });
            assertThat(all).contains(fetch(from, "http://web/"));
        }
        String port = cluster.words("get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}")
                .getFirst();
        for (int client = 1; client <= 3; client++) {
            for (int node = 1; node <= 3; node++) {
                String url = "http://" + cluster.hosts().address(node) + ":" + port + "/";
                assertThat(all)
                        .contains(cluster.hosts()
                                .run(client, "curl", "-sS", "-m", "5", url)
                                .ok());
            }
        }
    }

    @Test
    void streamsReachPodsOfEveryNode() {
        deploy("web", 3);
        for (String pod : onePerNode("web")) {
            assertThat(cluster.kubectl("logs", pod).ok()).isEqualTo("begun");
            assertThat(cluster.kubectl("exec", pod, "--", "hostname").ok()).isEqualTo(pod);
            assertThat(cluster.kubectl("exec", pod, "--", "sh", "-c", "exit 7").exit())
                    .isEqualTo(7);
            List<String> line = cluster.node(1)
                    .kubectlLine(Kubectl.newest(), "port-forward", pod, "18080:80", "--address=127.0.0.1");
            try (Background forward = Background.start(line)) {
                forward.awaitLine("Forwarding from");
                assertThat(cluster.hosts()
                                .run(1, "curl", "-sS", "-m", "5", "http://127.0.0.1:18080/")
                                .ok())
                        .isEqualTo(pod);
            }
        }
        assertThat(cluster.kubectl("top", "pods").ok())
                .contains(pods("web", ".metadata.name").keySet());
        assertThat(cluster.kubectl("top", "nodes").ok()).contains(NODES);
    }

    @Test
    void policiesPlacePodsAsTheySay() {
        assertThat(counted(placed("round-robin", 6).values())).isEqualTo(Map.of("n1", 2, "n2", 2, "n3", 2));
        assertThat(counted(placed("bin-packing", 4).values())).hasSize(1);
        assertThat(placed("random", 4)).hasSize(4);
        assertThat(counted(placed("least-loaded", 6).values())).isEqualTo(Map.of("n1", 2, "n2", 2, "n3", 2));
    }

    /// The nodes of a deployment's pods that a policy placed; the deployment is gone afterwards.
    private Map<String, String> placed(String policy, int replicas) {
        String manifest = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},"spec":{"replicas":%2$d,
             "selector":{"matchLabels":{"app":"%1$s"}},"template":{"metadata":{"labels":{"app":"%1$s"}},
             "spec":{"schedulerName":"%1$s","terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"%3$s",
             "command":["sleep","1000"],"resources":{"requests":{"cpu":"10m","memory":"8Mi"}}}]}}}}
            """.formatted(policy, replicas, cluster.image());
        cluster.apply(manifest);
        cluster.kubectl("rollout", "status", "deployment/" + policy, "--timeout=50s")
                .ok();
        Map<String, String> nodes = pods(policy, ".spec.nodeName");
        cluster.kubectl("delete", "deployment", policy).ok();
        cluster.await("pods are gone", () -> pods(policy, ".spec.nodeName").isEmpty());
        return nodes;
    }
}
