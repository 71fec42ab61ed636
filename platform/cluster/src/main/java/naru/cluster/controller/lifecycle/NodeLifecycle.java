package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.event.EventRecorder;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Conditions.Condition;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Notices nodes that fall silent by their leases in `kube-node-lease`: their Ready becomes Unknown, they are tainted,
/// and their pods cease to be ready. When they are heard again, the taint goes.
public final class NodeLifecycle implements Controller {
    private static final String UNKNOWN = "NodeStatusUnknown";
    private static final List<String> CONDITIONS =
            List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable");

    private final Means means;
    private final Settings settings;
    private final Informer nodes;
    private final Informer pods;
    private final Hearing hearing;
    private final Heartbeats heartbeats;
    private final Loop<Key> loop;
    private volatile boolean running;

    /// How quickly nodes are given up.
    ///
    /// @param silence after which a node counts as gone
    /// @param grace after the start, and after a pause of this process, in which none does
    /// @param tick how often it is looked
    public record Settings(Duration silence, Duration grace, Duration tick) {
        /// Noticed within four seconds, given a heartbeat each second.
        public static final Settings DEFAULT =
                new Settings(Duration.ofMillis(3_500), Duration.ofSeconds(6), Duration.ofMillis(250));
    }

    /// Judges by what a hearing hears, which is the caller's to start and to close.
    public NodeLifecycle(Means means, Settings settings, Hearing hearing) {
        this.means = means;
        this.settings = settings;
        this.nodes = means.of(Resources.NODES);
        this.pods = means.of(Resources.PODS);
        this.hearing = hearing;
        this.heartbeats = hearing.heartbeats();
        this.loop = new Loop<>("nodes", means.timing(), this::look);
        Indexes.nodes(pods);
        means.of(Resources.LEASES).handle(this::lease);
        nodes.handle(this::node);
    }

    @Override
    public void start() {
        running = true;
        loop.start(4, () -> nodes.all().forEach(one -> loop.add(Key.of(one))));
        means.timing().after(settings.tick(), this::tick);
    }

    @Override
    public void close() {
        running = false;
        loop.close();
    }

    /// Whether no node is heard, or none was until a moment ago: then it is not the nodes that are gone.
    public boolean cutOff() {
        return heartbeats.nobody(settings.grace());
    }

    private void lease(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now != null && Meta.namespace(now).equals(Hearing.LEASES)) {
            Key key = new Key("", Meta.name(now));
            if (nodes.get(key)
                    .filter(one -> NodeTaints.has(one, NodeTaints.UNREACHABLE))
                    .isPresent()) {
                loop.add(key);
            }
        }
    }

    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now != null) {
            loop.add(Key.of(now));
        }
    }

    /// Runs on the timing's thread, and only looks: what is to be written, others write.
    private void tick() {
        if (!running) {
            return;
        }
        hearing.check();
        for (ObjectNode node : nodes.all()) {
            if (heartbeats.silent(Meta.name(node)) && !NodeTaints.has(node, NodeTaints.UNREACHABLE)) {
                loop.add(Key.of(node));
            }
        }
        means.timing().after(settings.tick(), this::tick);
    }

    private void look(Key key) {
        Optional<ObjectNode> found = nodes.get(key);
        if (found.isEmpty()) {
            return;
        }
        ObjectNode node = found.get();
        boolean tainted = NodeTaints.has(node, NodeTaints.UNREACHABLE);
        if (heartbeats.silent(key.name())) {
            lost(node);
        } else if (tainted && heartbeats.judging() && heartbeats.returned(key.name())) {
            back(node);
        } else if (!tainted) {
            String ready = Conditions.status(node, "Ready");
            taint(node, ready.equals("True") ? "" : NodeTaints.NOT_READY);
            if (ready.equals("False")) {
                pods.indexed(Indexes.NODE, key.name()).forEach(this::unready);
            }
        }
    }

    private void lost(ObjectNode node) {
        boolean fresh = !NodeTaints.has(node, NodeTaints.UNREACHABLE);
        ObjectNode changed = taint(node, NodeTaints.UNREACHABLE).deepCopy();
        boolean different = false;
        for (String type : CONDITIONS) {
            if (type.equals("Ready") || Conditions.find(changed, type).isPresent()) {
                different |= Conditions.set(
                        changed,
                        new Condition(type, "Unknown", UNKNOWN, "Node stopped posting node status."),
                        means.timing().now());
            }
        }
        if (different) {
            means.writes().status(Resources.NODES, changed);
        }
        if (fresh) {
            String said = "Node " + Meta.name(node) + " status is now: NodeNotReady";
            means.events().record(node, EventRecorder.Type.NORMAL, "NodeNotReady", said);
        }
        pods.indexed(Indexes.NODE, Meta.name(node)).forEach(this::unready);
    }

    private void back(ObjectNode node) {
        ObjectNode changed = node.deepCopy();
        boolean unknown = Conditions.find(node, "Ready")
                .filter(one -> Meta.text(one, "reason").equals(UNKNOWN))
                .isPresent();
        if (unknown) {
            for (String type : CONDITIONS) {
                if (Conditions.status(changed, type).equals("Unknown")) {
                    String status = type.equals("Ready") ? "True" : "False";
                    String said = "The node is heard again.";
                    Conditions.set(
                            changed,
                            new Condition(type, status, "NodeHeardAgain", said),
                            means.timing().now());
                }
            }
            changed = means.writes().status(Resources.NODES, changed);
        }
        taint(changed, Conditions.holds(changed, "Ready") ? "" : NodeTaints.NOT_READY);
        String said = "Node " + Meta.name(node) + " is heard again";
        means.events().record(node, EventRecorder.Type.NORMAL, "NodeReady", said);
    }

    private ObjectNode taint(ObjectNode node, String wanted) {
        ObjectNode changed = NodeTaints.with(node, wanted, means.timing().now());
        boolean same =
                changed.path("spec").path("taints").equals(node.path("spec").path("taints"));
        return same ? node : means.writes().update(Resources.NODES, changed);
    }

    private void unready(ObjectNode pod) {
        if (!Pods.ready(pod) || Pods.finished(pod)) {
            return;
        }
        ObjectNode changed = pod.deepCopy();
        Conditions.set(
                changed,
                new Condition("Ready", "False", "NodeNotReady", "The pod's node is not ready, or not heard."),
                means.timing().now());
        try {
            means.writes().status(Resources.PODS, changed);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
