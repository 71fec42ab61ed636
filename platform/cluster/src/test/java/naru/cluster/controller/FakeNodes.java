package naru.cluster.controller;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.informer.Timing;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.view.Conditions;
import naru.cluster.view.Documents;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import tools.jackson.databind.node.ObjectNode;

/// Nodes whose agents live in this test: pods that are placed on them run and become ready, and end when they are
/// deleted. A node that is cut off does nothing until it returns.
final class FakeNodes implements AutoCloseable {
    private static final WriteOptions AGENT = WriteOptions.by("agent");

    private final Objects objects;
    private final Informer pods;
    private final Loop<Key> loop;
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> beats = new ConcurrentHashMap<>();
    private final AtomicInteger addresses = new AtomicInteger();
    private volatile boolean ready = true;
    private volatile String end = "";

    FakeNodes(Objects objects, Timing timing) {
        this.objects = objects;
        this.pods = new Informer(objects, Resources.PODS, "");
        this.loop = new Loop<>("fake-agents", timing, this::look);
        pods.handle((_, now) -> {
            if (now != null && !Pods.node(now).isEmpty()) {
                loop.add(Key.of(now));
            }
        });
        pods.start();
        loop.start(4, () -> {});
    }

    void add(String... names) {
        for (String name : names) {
            again(name);
            beat(name);
        }
    }

    /// A node's agent registers it (again).
    void again(String name) {
        ObjectNode node = Documents.node(name, "4", "8Gi", 110, "");
        ObjectNode made = objects.create(Resources.NODES, "", node, AGENT);
        Meta.child(made, "status").setAll((ObjectNode) node.path("status"));
        objects.update(Resources.NODES, "", name, "status", made, AGENT);
    }

    /// A node's agent says that it stops, and is heard no more.
    void stop(String name) {
        cut(name);
        ObjectNode changes = Documents.json("{'status': {'conditions': [{'type': 'Ready', 'status': 'False'}]}}");
        objects.patch(Resources.NODES, "", name, "status", new Patch.Merge(changes), AGENT);
    }

    /// Whether pods become ready from now on.
    void ready(boolean now) {
        ready = now;
        again();
    }

    /// Pods end at once with this phase from now on.
    void end(String phase) {
        end = phase;
        again();
    }

    void cut(String node) {
        cut.add(node);
    }

    void back(String node) {
        cut.remove(node);
        beat(node);
        again();
    }

    /// One heartbeat of every node that is not cut off; answers at what time each says that it was.
    Map<String, String> beat() {
        return beats.keySet().stream()
                .filter(node -> !cut.contains(node))
                .collect(Collectors.toMap(node -> node, this::beat));
    }

    private String beat(String node) {
        int count = beats.merge(node, 1, Integer::sum);
        String time = Instant.parse("2030-01-01T00:00:00Z")
                .plusSeconds(count)
                .toString()
                .replace("Z", ".000000Z");
        if (count == 1) {
            objects.create(Resources.LEASES, "kube-node-lease", Documents.json("""
                    {'apiVersion': 'coordination.k8s.io/v1', 'kind': 'Lease', 'metadata': {'name': '%s'},
                     'spec': {'holderIdentity': '%s', 'leaseDurationSeconds': 4, 'renewTime': '%s'}}""".formatted(node, node, time)), AGENT);
        } else {
            ObjectNode lease = objects.get(Resources.LEASES, "kube-node-lease", node);
            Meta.child(lease, "spec").put("renewTime", time);
            objects.update(Resources.LEASES, "kube-node-lease", node, "", lease, AGENT);
        }
        return time;
    }

    private void again() {
        pods.all().stream().filter(pod -> !Pods.node(pod).isEmpty()).forEach(pod -> loop.add(Key.of(pod)));
    }

    private void look(Key key) {
        ObjectNode pod = pods.get(key).orElse(null);
        if (pod == null || cut.contains(Pods.node(pod)) || !beats.containsKey(Pods.node(pod))) {
            return;
        }
        try {
            if (Meta.deleting(pod)) {
                DeleteOptions now =
                        new DeleteOptions(0, DeleteOptions.Propagation.BACKGROUND, Meta.uid(pod), "", false);
                objects.delete(Resources.PODS, key.namespace(), key.name(), now);
            } else if (!Pods.finished(pod)) {
                ObjectNode wanted = ran(pod.deepCopy());
                if (!wanted.equals(pod)) {
                    pods.learn(objects.update(Resources.PODS, key.namespace(), key.name(), "status", wanted, AGENT));
                }
            }
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private ObjectNode ran(ObjectNode pod) {
        ObjectNode status = Meta.child(pod, "status");
        status.put("phase", end.isEmpty() ? "Running" : end);
        if (!status.has("podIP")) {
            status.put("podIP", "10.62.0." + addresses.incrementAndGet());
        }
        String now = ready && end.isEmpty() ? "True" : "False";
        if (!Conditions.status(pod, "Ready").equals("True") || !end.isEmpty()) {
            Conditions.set(pod, new Conditions.Condition("Ready", now, "", ""), Instant.EPOCH.plusSeconds(1));
        }
        return pod;
    }

    @Override
    public void close() {
        loop.close();
        pods.close();
    }
}
