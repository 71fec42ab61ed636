package naru.tests;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import naru.base.Json;

/// A cluster on [ThreeHosts]: the server `n1`, and `n2` and `n3`, which have joined it. Its registry,
/// on the first host, holds [#image]. Closing it fails if anything is left.
public final class ThreeNodes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ThreeHosts hosts = new ThreeHosts();
    private final List<TestNaru> nodes = new ArrayList<>();

    /// Starts the three and joins them.
    public ThreeNodes() {
        try {
            String registry = hosts.address(1) + ":5000";
            TestNaru server = start(1, "--registry", registry, "--kube", hosts.address(1) + ":6443");
            server.awaitCluster();
            SmallImage.importInto(server, image());
            server.docker("push", image()).ok();
            String token = server.naru("token", "create").ok();
            for (int number = 2; number <= ThreeHosts.COUNT; number++) {
                start(number, "--no-cluster", "--insecure-registry", registry);
                join(number, token);
            }
            await("three nodes are ready", () -> ready().equals(List.of("n1", "n2", "n3")));
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private TestNaru start(int number, String... more) {
        List<String> options = new ArrayList<>(List.of("--node-name", "n" + number, "--no-web", "--no-relay"));
        options.addAll(List.of(more));
        TestNaru node = TestNaru.startOn(hosts.on(number), options.toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    /// Makes a machine a node, by a token.
    public void join(int number, String token) {
        join(node(number), Map.of("server", hosts.address(1), "token", token, "node", "n" + number, "serve", false));
    }

    /// What `naru join` does: it joins through the daemon, and starts that anew.
    ///
    /// @param request `server`, `token`, `node`, and whether it is to `serve`
    public static void join(TestNaru node, Map<String, Object> request) {
        String socket = node.instance().run().resolve("naru.sock").toString();
        List<String> line = new ArrayList<>(List.of("curl", "--fail-with-body", "-sS", "--unix-socket", socket));
        line.addAll(List.of("-H", "Content-Type: application/json", "-d", Json.text(request)));
        line.add("http://naru/api/v1/cluster/membership");
        Program.run(line, Map.of(), new byte[0], PATIENCE).ok();
        node.restartWithCluster();
    }

    /// The machines.
    public ThreeHosts hosts() {
        return hosts;
    }

    /// A node's daemon, from 1; the first is the server.
    public TestNaru node(int number) {
        return nodes.get(number - 1);
    }

    /// A small image (see [SmallImage]) in the cluster's registry.
    public String image() {
        return hosts.address(1) + ":5000/small:1";
    }

    /// Runs kubectl as administrator on the first host.
    public Result kubectl(String... words) {
        return node(1).kubectl(Kubectl.newest(), words);
    }

    /// Has kubectl apply a manifest.
    public void apply(String manifest) {
        List<String> line = node(1).kubectlLine(Kubectl.newest(), "apply", "-f", "-");
        Program.run(line, Map.of(), manifest.getBytes(StandardCharsets.UTF_8), PATIENCE)
                .ok();
    }

    /// The words that kubectl printed, after checking that it succeeded.
    public List<String> words(String... words) {
        String out = kubectl(words).ok();
        return out.isEmpty() ? List.of() : List.of(out.split("\\s+"));
    }

    /// The names of the nodes that are ready, in order.
    public List<String> ready() {
        String form =
                "jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type==\"Ready\")].status} {end}";
        return words("get", "nodes", "-o", form).stream()
                .filter(word -> word.endsWith("=True"))
                .map(word -> word.substring(0, word.indexOf('=')))
                .sorted()
                .toList();
    }

    /// Waits until something holds, and answers how long that took.
    public Duration await(String what, BooleanSupplier holds) {
        long began = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what + "\n" + state());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /// Takes away what was deployed. A replica set that is about to go may have made one more pod in the meantime,
    /// which then has as long to end as it likes: each look at what is left hurries it.
    public void clear() {
        kubectl("delete", "deployment,service", "--all").ok();
        await("no pod is left", () -> {
            kubectl("delete", "pod", "--all", "--now").ok();
            return words("get", "pods,replicasets", "-o", "name").isEmpty();
        });
    }

    /// What there is, for people.
    public String state() {
        String all = kubectl("get", "nodes,pods,services,endpoints,deployments", "-A", "-o", "wide")
                        .out()
                + kubectl("get", "events", "-A").out();
        for (TestNaru node : nodes) {
            all += "--- daemon " + (nodes.indexOf(node) + 1) + "\n" + node.log() + "\n";
        }
        return all;
    }

    @Override
    public void close() {
        List<AssertionError> wrong = new ArrayList<>();
        for (TestNaru node : nodes.reversed()) {
            try {
                node.close();
            } catch (AssertionError e) {
                wrong.add(e);
            }
        }
        hosts.close();
        if (!wrong.isEmpty()) {
            throw wrong.getFirst();
        }
    }
}
