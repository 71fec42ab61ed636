package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import naru.tests.ThreeNodes;

/// A web server with an address of its own for each of [#REPLICAS] pods, spread over three nodes, behind a service.
record WebOnNodes(ThreeNodes cluster) {
    static final int REPLICAS = 6;

    /// Has it run.
    void deploy() {
        cluster.apply(manifest(REPLICAS));
        rolledOut();
        cluster.kubectl("expose", "deployment", "web", "--port=80").ok();
    }

    /// Its pods wait for a node that is away for `seconds`.
    String manifest(int replicas, int... seconds) {
        String waits = "";
        for (int one : seconds) {
            waits = """
                ,"tolerations":[
                 {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":%1$d},
                 {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":%1$d}]
                """.formatted(one);
        }
        return """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":%d,
             "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
             "spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"%s","command":["sh","-c",
             "mkdir -p /www; hostname > /www/index.html; exec httpd -f -p 80 -h /www"]}]%s}}}}
            """.formatted(replicas, cluster.image(), waits);
    }

    void rolledOut() {
        cluster.kubectl("rollout", "status", "deployment/web", "--timeout=55s").ok();
    }

    /// What a field of the ready pods is, by the pods' names.
    Map<String, String> ready(String field) {
        String form = "jsonpath={range .items[*]}{.metadata.name}={.metadata.deletionTimestamp}"
                + "{.status.conditions[?(@.type==\"Ready\")].status}={" + field + "} {end}";
        Map<String, String> found = new TreeMap<>();
        for (String word : cluster.words("get", "pods", "-l", "app=web", "-o", form)) {
            String[] parts = word.split("=", 3);
            if (parts[1].equals("True")) {
                found.put(parts[0], parts[2]);
            }
        }
        return found;
    }

    Set<String> endpoints() {
        return new HashSet<>(cluster.words("get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"));
    }

    /// All of them answer, each at an address of its own.
    void allAnswer() {
        Map<String, String> addresses = ready(".status.podIP");
        assertThat(addresses).hasSize(REPLICAS);
        assertThat(new HashSet<>(addresses.values())).hasSize(REPLICAS);
        addresses.forEach((pod, address) -> assertThat(page(address)).isEqualTo(pod));
        cluster.await("endpoints are the ready pods", () -> endpoints().equals(new HashSet<>(addresses.values())));
    }

    String page(String address) {
        return cluster.hosts()
                .run(1, "curl", "-sS", "-m", "5", "http://" + address + "/")
                .ok();
    }

    Set<String> addressesOn(String node) {
        Set<String> there = new HashSet<>();
        Map<String, String> addresses = ready(".status.podIP");
        ready(".spec.nodeName").forEach((pod, on) -> {
            if (on.equals(node)) {
                there.add(addresses.get(pod));
            }
        });
        assertThat(there).isNotEmpty();
        return there;
    }

    List<String> all() {
        return cluster.words("get", "pods", "-l", "app=web", "-o", "name");
    }
}
