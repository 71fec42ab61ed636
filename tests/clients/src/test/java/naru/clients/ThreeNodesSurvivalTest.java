package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import naru.tests.Result;
import naru.tests.ThreeNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Three machines of a cluster, some of which die or are cut off. What is left at the end, [ThreeNodes] looks for.
@Tag("system")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeNodesSurvivalTest {
    private static final System.Logger LOG = System.getLogger("naru.tests");
    private static final int REPLICAS = 6;
    private static final String IDENTITY =
            ".metadata.uid}/{.status.containerStatuses[0].containerID}/" + "{.status.containerStatuses[0].restartCount";

    private ThreeNodes cluster;

    @BeforeAll
    void begin() {
        cluster = new ThreeNodes();
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @BeforeEach
    void deploy() {
        cluster.apply(manifest(REPLICAS));
        rolledOut();
        cluster.kubectl("expose", "deployment", "web", "--port=80").ok();
    }

    @AfterEach
    void clear() {
        cluster.kubectl("delete", "deployment,pod,service", "--all", "--now").ok();
    }

    /// Its pods wait for a node that is away for `seconds`.
    private String manifest(int replicas, int... seconds) {
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

    private void rolledOut() {
        cluster.kubectl("rollout", "status", "deployment/web", "--timeout=55s").ok();
    }

    /// What a field of the ready pods is, by the pods' names.
    private Map<String, String> ready(String field) {
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

    private Set<String> endpoints() {
        return new HashSet<>(cluster.words("get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"));
    }

    /// All of them answer, each at an address of its own.
    private void allAnswer() {
        Map<String, String> addresses = ready(".status.podIP");
        assertThat(addresses).hasSize(REPLICAS);
        assertThat(new HashSet<>(addresses.values())).hasSize(REPLICAS);
        addresses.forEach((pod, address) -> assertThat(page(address)).isEqualTo(pod));
        cluster.await("endpoints are the ready pods", () -> endpoints().equals(new HashSet<>(addresses.values())));
    }

    private String page(String address) {
        return cluster.hosts()
                .run(1, "curl", "-sS", "-m", "5", "http://" + address + "/")
                .ok();
    }

    @Test
    void anAgentThatDiesKeepsItsContainers() {
        cluster.apply(manifest(REPLICAS, 300));
        rolledOut();
        Map<String, String> before = ready(IDENTITY);
        Collection<String> addresses = ready(".status.podIP").values();
        cluster.node(3).kill();
        addresses.forEach(this::page);
        cluster.node(3).startAgain();
        cluster.await("the node is ready", () -> cluster.ready().size() == 3);
        cluster.await("all pods are ready", () -> ready(".metadata.name").size() == REPLICAS);
        assertThat(ready(IDENTITY)).isEqualTo(before);
        allAnswer();
    }

    @Test
    void aServerThatDiesInARolloutLosesNothing() throws InterruptedException {
        List<String> acknowledged = new ArrayList<>();
        AtomicBoolean goesOn = new AtomicBoolean(true);
        cluster.kubectl("set", "env", "deployment/web", "ROUND=2").ok();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int number = 0; goesOn.get(); number++) {
                Result made = cluster.kubectl("create", "configmap", "written-" + number);
                if (made.exit() == 0) {
                    acknowledged.add("configmap/written-" + number);
                }
            }
        });
        cluster.await(
                "the rollout is under way",
                () -> !ready(".metadata.name").isEmpty()
                        && !cluster.words("get", "configmaps", "-o", "name").stream()
                                .filter(name -> name.contains("written-"))
                                .toList()
                                .isEmpty());
        cluster.node(1).kill();
        goesOn.set(false);
        writer.join();
        cluster.node(1).startAgain();
        cluster.node(1).awaitCluster();
        assertThat(cluster.words("get", "configmaps", "-o", "name")).containsAll(acknowledged);
        rolledOut();
        cluster.await("old pods are gone", () -> ready(".metadata.name").size() == REPLICAS);
        allAnswer();
    }

    @Test
    void allThatDieAtOnceComeBack() {
        for (int number = 1; number <= 3; number++) {
            cluster.node(number).kill();
        }
        for (int number = 1; number <= 3; number++) {
            cluster.node(number).startAgain();
        }
        cluster.await("all nodes are ready", () -> cluster.ready().size() == 3);
        rolledOut();
        cluster.await("as many as asked for", () -> ready(".metadata.name").size() == REPLICAS);
        allAnswer();
    }

    @Test
    void aNodeThatIsCutOffIsReplacedAndReturns() {
        Set<String> there = addressesOn("n3");
        long cut = System.nanoTime();
        cluster.hosts().unplug(3);
        replaced("a node that is cut off", there, cut);
        Map<String, String> replacements = ready(".metadata.uid");
        cluster.hosts().plug(3);
        returned(replacements);
    }

    @Test
    void aNodeWhoseDaemonAndContainersDieIsReplacedAndReturns() {
        Set<String> there = addressesOn("n3");
        List<ProcessHandle> containers = cluster.node(3)
                .docker("ps", "-q")
                .ok()
                .lines()
                .map(id -> cluster.node(3)
                        .docker("inspect", "-f", "{{.State.Pid}}", id)
                        .ok())
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .toList();
        assertThat(containers).isNotEmpty();
        long killed = System.nanoTime();
        cluster.node(3).kill();
        containers.forEach(ProcessHandle::destroyForcibly);
        replaced("a node whose daemon and containers die", there, killed);
        Map<String, String> replacements = ready(".metadata.uid");
        cluster.node(3).startAgain();
        returned(replacements);
    }

    @Test
    void aNodeThatStopsItsPodsLeavesTheEndpointsAtOnce() {
        Set<String> there = addressesOn("n3");
        long stopped = System.nanoTime();
        cluster.node(3).naru("down", "--stop-containers").ok();
        cluster.await("its endpoints are gone", () -> endpoints().stream().noneMatch(there::contains));
        told("a node that stops its pods", "out of the endpoints", stopped);
        replaced("a node that stops its pods", there, stopped);
        Map<String, String> replacements = ready(".metadata.uid");
        cluster.node(3).startAgain();
        returned(replacements);
    }

    @Test
    void aNodeIsDrainedLeavesAndJoinsAgain() {
        Path data = cluster.node(3).instance().data();
        String rights = identity(data);
        String drained = cluster.node(1).naru("node", "drain", "n3").ok();
        assertThat(drained).contains("takes no new pods", "is gone", "node n3 is empty");
        cluster.await("six run on the others", () -> ready(".spec.nodeName").size() == REPLICAS);
        assertThat(ready(".spec.nodeName").values()).containsOnly("n1", "n2");
        bind("late");
        assertThat(cluster.node(3).naru("node", "leave").ok()).contains("has left the cluster");
        assertThat(cluster.node(3).leftovers()).isEmpty();
        assertThat(data.resolve("cluster.json")).doesNotExist();
        assertThat(cluster.kubectl("get", "node", "n3").refused()).contains("not found");
        cluster.await("nothing of it is left", () -> left("n3").isEmpty());
        assertThat(refusal(rights)).contains("401");
        cluster.node(3).restartWithoutCluster();
        cluster.join(3, cluster.node(1).naru("token", "create").ok());
        cluster.await("it is a node again", () -> cluster.ready().size() == 3);
        cluster.kubectl("scale", "deployment/web", "--replicas=9").ok();
        cluster.await(
                "pods run there",
                () -> ready(".spec.nodeName").containsValue("n3")
                        && ready(".spec.nodeName").size() == 9);
        addressesOn("n3").forEach(this::page);
        cluster.kubectl("scale", "deployment/web", "--replicas=" + REPLICAS).ok();
    }

    @Test
    void aNodeThatIsDeletedWhileItLivesRegistersItselfAgain() {
        String before = cluster.words("get", "node", "n3", "-o", "jsonpath={.metadata.uid}")
                .getFirst();
        cluster.kubectl("delete", "node", "n3").ok();
        cluster.await("it is ready again", () -> cluster.ready().size() == 3);
        assertThat(cluster.words("get", "node", "n3", "-o", "jsonpath={.metadata.uid}"))
                .isNotEqualTo(List.of(before));
        cluster.await("as many pods as asked for", () -> ready(".metadata.name").size() == REPLICAS);
        allAnswer();
        cluster.await("a lease of its own", () -> left("n3").stream().anyMatch(one -> one.startsWith("lease")));
    }

    /// Puts a pod on the third node past the scheduler.
    private void bind(String name) {
        cluster.apply("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeName":"n3","containers":[
             {"name":"c","image":"%s","command":["sleep","1000"]}],"tolerations":[{"operator":"Exists"}]}}
            """.formatted(name, cluster.image()));
        cluster.kubectl("wait", "--for=condition=Ready", "pod/" + name, "--timeout=50s")
                .ok();
    }

    /// What the cluster has of a node: its lease, its pods, its slice of the pod network.
    private List<String> left(String node) {
        List<String> found = new ArrayList<>(
                cluster.words("get", "pods", "-A", "--field-selector=spec.nodeName=" + node, "-o", "name"));
        found.addAll(cluster.words("get", "configmaps", "-n", "kube-system", "-l", "naru/node=" + node, "-o", "name"));
        cluster.words("get", "leases", "-n", "kube-node-lease", "-o", "name").stream()
                .filter(one -> one.endsWith("/" + node))
                .forEach(found::add);
        return found;
    }

    /// A copy of the node's key and certificate, for whoever took one.
    private String identity(Path data) {
        try {
            return Files.copy(
                            data.resolve("node/identity.pem"),
                            cluster.node(1).folder().resolve("identity.pem"),
                            StandardCopyOption.REPLACE_EXISTING)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the API says to whoever shows an identity.
    private String refusal(String identity) {
        String url = "https://" + cluster.hosts().address(1) + ":6443/api/v1/nodes";
        return cluster.hosts()
                .run(1, "curl", "-sk", "-m", "5", "--cert", identity, "--key", identity, url)
                .ok();
    }

    private Set<String> addressesOn(String node) {
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

    /// The third node is gone: that is noticed, its endpoints leave, its pods run elsewhere.
    private void replaced(String what, Set<String> there, long since) {
        cluster.await("the node is not ready", () -> cluster.ready().equals(List.of("n1", "n2")));
        told(what, "noticed", since);
        cluster.await("its endpoints are gone", () -> endpoints().stream().noneMatch(there::contains));
        told(what, "out of the endpoints", since);
        cluster.await("its pods run elsewhere", () -> ready(".metadata.name").size() == REPLICAS);
        told(what, "pods elsewhere", since);
        assertThat(ready(".spec.nodeName").values()).containsOnly("n1", "n2");
        allAnswer();
    }

    /// It is back: what it ran besides goes, and nothing else.
    private void returned(Map<String, String> replacements) {
        cluster.await("the node is ready", () -> cluster.ready().size() == 3);
        cluster.await("surplus pods are gone", () -> all().size() == REPLICAS);
        cluster.await(
                "and their containers",
                () -> cluster.node(3).docker("ps", "-aq").ok().isEmpty());
        assertThat(ready(".metadata.uid")).isEqualTo(replacements);
        allAnswer();
    }

    private List<String> all() {
        return cluster.words("get", "pods", "-l", "app=web", "-o", "name");
    }

    private static void told(String who, String what, long since) {
        long millis = Duration.ofNanos(System.nanoTime() - since).toMillis();
        LOG.log(System.Logger.Level.INFO, "{0}: {1} after {2} ms", who, what, Long.toString(millis));
    }
}
