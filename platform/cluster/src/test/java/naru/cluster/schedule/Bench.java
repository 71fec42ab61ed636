package naru.cluster.schedule;

import static naru.cluster.view.Documents.node;
import static naru.cluster.view.Documents.pod;

import java.util.ArrayList;
import java.util.List;

/// Decisions per second on simulated nodes: `java … naru.cluster.schedule.Bench [NODES] [PODS]`.
final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
        int pods = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        String zone = "'topologySpreadConstraints': [{'topologyKey': 'zone', 'maxSkew': 1, 'whenUnsatisfiable':"
                + " 'DoNotSchedule', 'labelSelector': {'matchLabels': {'app': 'web'}}}]";
        String apart = "'affinity': {'podAntiAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':"
                + " [{'topologyKey': 'kubernetes.io/hostname', 'labelSelector': {'matchLabels': {'app': 'web'}}}]}}";
        for (String policy : Policy.names()) {
            report(policy, run(nodes, pods, policy, ""));
            report(policy, run(nodes, pods, policy, ""));
        }
        report("least-loaded, spread over zones", run(nodes, pods, "least-loaded", zone));
        report("least-loaded, one on a node", run(nodes, Math.min(pods, nodes), "least-loaded", apart));
    }

    private static double run(int nodes, int pods, String policy, String rules) {
        Cluster cluster = new Cluster();
        for (int i = 0; i < nodes; i++) {
            cluster.put(node("node-%05d".formatted(i), "8", "32Gi", 110, "'zone': 'z%d'".formatted(i % 3)));
        }
        List<Demand> demands = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            String app = rules.isEmpty() ? "app-" + i % 200 : "web";
            demands.add(Demand.read(pod("pod-" + i, app, "'cpu': '100m', 'memory': '64Mi'", rules)));
        }
        Decider decider = new Decider(cluster);
        Policy chosen = Policy.named(policy, 1).orElseThrow();
        long began = System.nanoTime();
        for (Demand demand : demands) {
            if (decider.decide(demand, chosen) instanceof Decision.Placed placed) {
                cluster.place(demand, placed.node().name(), false);
            }
        }
        return cluster.pods() * 1e9 / (System.nanoTime() - began);
    }

    private static void report(String what, double rate) {
        System.getLogger("bench").log(System.Logger.Level.INFO, "%s: %,.0f decisions/s".formatted(what, rate));
    }
}
