package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.etcd.EtcdProgram;
import naru.tests.Background;
import naru.tests.Kubectl;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import naru.tests.ThreeHosts;
import naru.tests.ThreeNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Several servers of one cluster on a real etcd: one dies, and the cluster goes on.
@Tag("system")
@Timeout(300)
class ThreeServersTest {
    private static final System.Logger LOG = System.getLogger("naru.tests");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final ThreeHosts hosts = new ThreeHosts();
    private final List<TestNaru> servers = new ArrayList<>();
    private Background etcd = Background.start(List.of("true"));

    @BeforeEach
    void begin() {
        String url = "http://" + hosts.address(0) + ":2379";
        List<String> line = new ArrayList<>(hosts.on(0));
        line.addAll(List.of(program().toString(), "--data-dir", folder.toString()));
        line.addAll(List.of("--listen-client-urls", url, "--advertise-client-urls", url));
        etcd = Background.start(line);
        etcd.awaitLine("ready to serve client requests");
        TestNaru first = start(1, "--datastore", url);
        first.awaitCluster();
        join(2, true);
    }

    /// Makes a host a server or a node of the first one's cluster.
    private void join(int number, boolean serves) {
        String role = serves ? "server" : "node";
        String token =
                servers.getFirst().naru("token", "create", "--role", role).ok();
        TestNaru other = start(number, "--no-cluster");
        ThreeNodes.join(
                other, Map.of("server", hosts.address(1), "token", token, "node", "n" + number, "serve", serves));
    }

    private void deploy() {
        await("all nodes are ready", () -> ready(2).equals(List.of("n1", "n2", "n3")));
        servers.forEach(server -> SmallImage.importInto(server));
        String run = "trap 'exit 0' TERM; echo begun; sleep 1000 & wait";
        kubectl(2, "create", "deployment", "web", "--image=" + IMAGE, "--replicas=3", "--", "sh", "-c", run)
                .ok();
        kubectl(2, "rollout", "status", "deployment/web", "--timeout=55s").ok();
    }

    private List<String> pods() {
        return kubectl(2, "get", "pods", "-o", "name").ok().lines().toList();
    }

    /// The pods of the third node, each with what tells it from another that took its place.
    private List<String> identitiesOn3() {
        String form = "jsonpath={range .items[?(@.spec.nodeName==\"n3\")]}{.metadata.uid}"
                + "{.status.containerStatuses[0].restartCount} {end}";
        return List.of(kubectl(2, "get", "pods", "-o", form).ok().strip().split(" "));
    }

    private void awaitEndpoints(Integer... numbers) {
        String[] words = {"get", "endpoints", "kubernetes", "-o", "jsonpath={.subsets[*].addresses[*].ip}"};
        String wanted = Stream.of(numbers).map(hosts::address).collect(Collectors.joining(" "));
        await("the API's endpoints are " + wanted, () -> kubectl(2, words).out().equals(wanted));
    }

    @AfterEach
    void end() {
        try {
            servers.reversed().forEach(TestNaru::close);
        } finally {
            etcd.close();
            hosts.close();
        }
    }

    /// On PATH, or where `./verify` unpacks one.
    private static Path program() {
        List<Path> folders = Stream.iterate(Path.of("").toAbsolutePath(), up -> up != null, Path::getParent)
                .map(up -> up.resolve(".naru/tools/usr/bin"))
                .toList();
        return EtcdProgram.find(folders)
                .orElseThrow(() -> new AssertionError("etcd 3.5 or newer is missing: ./verify fetches it"))
                .path();
    }

    private TestNaru start(int number, String... more) {
        List<String> options = new ArrayList<>(List.of("--no-web", "--no-relay", "--no-registry"));
        options.addAll(List.of("--node-name", "n" + number, "--kube", hosts.address(number) + ":6443"));
        options.addAll(List.of(more));
        TestNaru server = TestNaru.startOn(hosts.on(number), options.toArray(String[]::new));
        servers.add(server);
        return server;
    }

    private Result kubectl(int server, String... words) {
        return servers.get(server - 1).kubectl(Kubectl.newest(), words);
    }

    private void await(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + "\n" + kubectl(2, "get", "nodes,pods,leases", "-A", "-o", "wide") + "\n"
                        + servers.get(0).log() + "\n--- 2\n" + servers.get(1).log() + "\n--- 3\n"
                        + servers.get(2).log());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    /// The nodes that a server says are ready.
    private List<String> ready(int server) {
        return kubectl(server, "get", "nodes", "--no-headers")
                .out()
                .lines()
                .filter(line -> line.contains(" Ready "))
                .map(line -> line.substring(0, 2))
                .toList();
    }

    private long runningPods(int server) {
        return kubectl(server, "get", "pods", "--no-headers")
                .out()
                .lines()
                .filter(line -> line.contains("1/1") && line.contains("Running"))
                .count();
    }

    @Test
    void aClusterGoesOnWithoutOneOfItsServers() {
        join(3, true);
        deploy();
        awaitEndpoints(1, 2, 3);
        for (int server = 1; server <= ThreeHosts.COUNT; server++) {
            for (String pod : pods()) {
                assertThat(kubectl(server, "logs", pod).ok()).isEqualTo("begun");
            }
        }
        aLeaderThatStandsStillDoesNoHarm();
        servers.getFirst().kill();
        long killed = System.nanoTime();
        kubectl(2, "create", "configmap", "written", "--from-literal=by=two").ok();
        assertThat(kubectl(3, "get", "configmap", "written", "-o", "jsonpath={.data.by}")
                        .ok())
                .isEqualTo("two");
        kubectl(3, "scale", "deployment/web", "--replicas=6").ok();
        await("the dead server's node is noticed", () -> ready(2).equals(List.of("n2", "n3")));
        told("a server that dies", "noticed", killed);
        await("six pods run on the other nodes", () -> runningPods(2) == 6);
        told("a server that dies", "pods elsewhere", killed);
        awaitEndpoints(2, 3);
        servers.getFirst().startAgain();
        servers.getFirst().awaitCluster();
        await("it is back", () -> ready(1).equals(List.of("n1", "n2", "n3")));
        assertThat(kubectl(1, "get", "configmap", "written", "-o", "name").ok()).isEqualTo("configmap/written");
        kubectl(1, "delete", "deployment", "web").ok();
        await("its pods are gone", () -> pods().isEmpty());
    }

    /// The first server leads; another takes over while it stands still, and what it still believes when it wakes up
    /// is of no effect.
    private void aLeaderThatStandsStillDoesNoHarm() {
        assertThat(servers.getFirst().log()).contains("n1 leads the cluster");
        signal("-STOP");
        long stopped = System.nanoTime();
        kubectl(3, "scale", "deployment/web", "--replicas=4").ok();
        await("another leads", () -> (servers.get(1).log() + servers.get(2).log()).contains("leads the cluster"));
        told("a leader that stands still", "another leads", stopped);
        await("its node is noticed", () -> ready(2).equals(List.of("n2", "n3")));
        told("a leader that stands still", "noticed", stopped);
        signal("-CONT");
        await("it is back", () -> ready(2).equals(List.of("n1", "n2", "n3")));
        await("four pods run, and no others are left", () -> runningPods(3) == 4 && pods().size() == 4);
        assertThat(kubectl(1, "get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}")
                        .ok())
                .isEqualTo("4");
        awaitEndpoints(1, 2, 3);
    }

    private void signal(String name) {
        String pid = Long.toString(servers.getFirst().pid());
        Program.run(List.of("kill", name, pid), Map.of(), new byte[0], Duration.ofSeconds(10))
                .ok();
    }

    private static void told(String who, String what, long since) {
        long millis = Duration.ofNanos(System.nanoTime() - since).toMillis();
        LOG.log(System.Logger.Level.INFO, "{0}: {1} after {2} ms", who, what, Long.toString(millis));
    }

    @Test
    void aNodeFindsTheServerThatIsLeft() {
        join(3, false);
        deploy();
        awaitEndpoints(1, 2);
        List<String> there = identitiesOn3();
        hosts.unplug(1);
        long cut = System.nanoTime();
        await("the lost server's node is noticed", () -> ready(2).equals(List.of("n2", "n3")));
        told("a server that is cut off", "noticed", cut);
        await("three pods run on the other nodes", () -> runningPods(2) == 3);
        told("a server that is cut off", "pods elsewhere", cut);
        assertThat(identitiesOn3()).containsAll(there);
        hosts.plug(1);
        long plugged = System.nanoTime();
        await("it is back", () -> ready(2).equals(List.of("n1", "n2", "n3")));
        told("a server that was cut off", "back", plugged);
        await("its surplus pods are gone", () -> pods().size() == 3 && runningPods(2) == 3);
        told("a server that was cut off", "its surplus pods gone", plugged);
        assertThat(identitiesOn3()).containsAll(there);
        servers.getFirst().kill();
        await("the dead server's node is noticed", () -> ready(2).equals(List.of("n2", "n3")));
        servers.getLast().kill();
        servers.getLast().startAgain();
        await("the node is ready again", () -> ready(2).equals(List.of("n2", "n3")));
        kubectl(2, "scale", "deployment/web", "--replicas=6").ok();
        await(
                "six pods run, on both",
                () -> runningPods(2) == 6 && identitiesOn3().size() > 1);
        String form = "jsonpath={range .items[?(@.spec.nodeName==\"n3\")]}{.metadata.name} {end}";
        for (String pod : kubectl(2, "get", "pods", "-o", form).ok().split(" ")) {
            assertThat(kubectl(2, "logs", pod).ok()).startsWith("begun");
        }
    }
}
