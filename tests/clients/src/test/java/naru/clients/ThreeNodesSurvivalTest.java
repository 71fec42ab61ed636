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
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int REPLICAS = WebOnNodes.REPLICAS;
    private static final String IDENTITY =
            ".metadata.uid}/{.status.containerStatuses[0].containerID}/" + "{.status.containerStatuses[0].restartCount";

    private ThreeNodes cluster;
    private WebOnNodes web;

    @BeforeAll
    void begin() {
        cluster = new ThreeNodes();
        web = new WebOnNodes(cluster);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    @BeforeEach
    void deploy() {
        web.deploy();
    }

    @AfterEach
    void clear() {
        cluster.clear();
    }

    @Test
    void anAgentThatDiesKeepsItsContainers() {
        cluster.apply(web.manifest(REPLICAS, 300));
        web.rolledOut();
        Map<String, String> before = web.ready(IDENTITY);
        Collection<String> addresses = web.ready(".status.podIP").values();
        cluster.node(3).kill();
        addresses.forEach(web::page);
        cluster.node(3).startAgain();
        cluster.await("the node is ready", () -> cluster.ready().size() == 3);
        cluster.await("all pods are ready", () -> web.ready(".metadata.name").size() == REPLICAS);
        assertThat(web.ready(IDENTITY)).isEqualTo(before);
        web.allAnswer();
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
                () -> !web.ready(".metadata.name").isEmpty()
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
        web.rolledOut();
        cluster.await("old pods are gone", () -> web.ready(".metadata.name").size() == REPLICAS);
        web.allAnswer();
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
        web.rolledOut();
        cluster.await("as many as asked for", () -> web.ready(".metadata.name").size() == REPLICAS);
        web.allAnswer();
    }

    @Test
    void aNodeThatIsCutOffIsReplacedAndReturns() {
        Set<String> there = web.addressesOn("n3");
        long cut = System.nanoTime();
        cluster.hosts().unplug(3);
        replaced("a node that is cut off", there, cut);
        Map<String, String> replacements = web.ready(".metadata.uid");
        cluster.hosts().plug(3);
        returned(replacements);
    }

    @Test
    void aNodeWhoseDaemonAndContainersDieIsReplacedAndReturns() {
        Set<String> there = web.addressesOn("n3");
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
        Map<String, String> replacements = web.ready(".metadata.uid");
        cluster.node(3).startAgain();
        returned(replacements);
    }

    @Test
    void aNodeThatStopsItsPodsLeavesTheEndpointsAtOnce() {
        Set<String> there = web.addressesOn("n3");
        cluster.node(3).naru("down", "--stop-containers").ok();
        long stopped = System.nanoTime();
        assertThat(web.endpoints()).doesNotContainAnyElementsOf(there);
        replaced("a node that stops its pods", there, stopped);
        Map<String, String> replacements = web.ready(".metadata.uid");
        cluster.node(3).startAgain();
        returned(replacements);
    }

    @Test
    void aNodeIsDrainedLeavesAndJoinsAgain() {
        Path data = cluster.node(3).instance().data();
        String rights = identity(data);
        String drained = cluster.node(1).naru("node", "drain", "n3").ok();
        assertThat(drained).contains("takes no new pods", "is gone", "node n3 is empty");
        cluster.await("six run on the others", () -> web.ready(".spec.nodeName").size() == REPLICAS);
        assertThat(web.ready(".spec.nodeName").values()).containsOnly("n1", "n2");
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
                () -> web.ready(".spec.nodeName").containsValue("n3")
                        && web.ready(".spec.nodeName").size() == 9);
        web.addressesOn("n3").forEach(web::page);
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
        cluster.await(
                "as many pods as asked for", () -> web.ready(".metadata.name").size() == REPLICAS);
        web.allAnswer();
        cluster.await("a lease of its own", () -> left("n3").stream().anyMatch(one -> one.startsWith("lease")));
    }

    /// Puts a pod on the third node past the scheduler.
    private void bind(String name) {
        cluster.apply("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeName":"n3","terminationGracePeriodSeconds":1,"containers":[
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

    /// The third node is gone: that is noticed, its endpoints leave, its pods run elsewhere.
    private void replaced(String what, Set<String> there, long since) {
        cluster.await("the node is not ready", () -> cluster.ready().equals(List.of("n1", "n2")));
        told(what, "noticed", since);
        cluster.await("its endpoints are gone", () -> web.endpoints().stream().noneMatch(there::contains));
        told(what, "out of the endpoints", since);
        cluster.await(
                "its pods run elsewhere", () -> web.ready(".metadata.name").size() == REPLICAS);
        told(what, "pods elsewhere", since);
        assertThat(web.ready(".spec.nodeName").values()).containsOnly("n1", "n2");
        web.allAnswer();
    }

    /// It is back: what it ran besides goes, and nothing else.
    private void returned(Map<String, String> replacements) {
        cluster.await("the node is ready", () -> cluster.ready().size() == 3);
        cluster.await("surplus pods are gone", () -> web.all().size() == REPLICAS);
        cluster.await(
                "and their containers",
                () -> cluster.node(3).docker("ps", "-aq").ok().isEmpty());
        assertThat(web.ready(".metadata.uid")).isEqualTo(replacements);
        web.allAnswer();
    }

    private static void told(String who, String what, long since) {
        long millis = Duration.ofNanos(System.nanoTime() - since).toMillis();
        LOG.log(System.Logger.Level.INFO, "{0}: {1} after {2} ms", who, what, Long.toString(millis));
    }
}
