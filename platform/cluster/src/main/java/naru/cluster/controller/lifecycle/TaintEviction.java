package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Indexes;
import naru.cluster.controller.loop.Means;
import naru.cluster.event.EventRecorder;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes pods off nodes whose taints (effect `NoExecute`) they do not tolerate, or no longer. What a pod says about a
/// silent node counts; of one that says nothing, the settings. So many a second and no more; none while every node is
/// silent, for then it is not the nodes that are gone.
public final class TaintEviction implements Controller {
    private static final Duration LATER = Duration.ofMillis(500);

    private final Means means;
    private final Settings settings;
    private final Informer pods;
    private final BooleanSupplier cutOff;
    private final Loop<Key> loop;
    private final Map<String, Map<JsonNode, Long>> since = new HashMap<>();
    private double tokens;
    private long refilled;

    /// How quickly pods are moved.
    ///
    /// @param unreachable how long a pod stays on a silent node if it says nothing
    /// @param notReady how long a pod stays on a node that says it is not ready, if the pod says nothing
    /// @param perSecond how many pods a second
    public record Settings(Duration unreachable, Duration notReady, int perSecond) {
        /// Pods run elsewhere within seconds.
        public static final Settings DEFAULT = new Settings(Duration.ofSeconds(2), Duration.ofSeconds(300), 50);
    }

    /// Listens from now on.
    ///
    /// @param cutOff whether no node is heard at all, in which case nothing is evicted
    public TaintEviction(Means means, Settings settings, BooleanSupplier cutOff) {
        this.means = means;
        this.settings = settings;
        this.pods = means.of(Resources.PODS);
        this.cutOff = cutOff;
        this.loop = new Loop<>("evictions", means.timing(), this::look);
        this.tokens = settings.perSecond();
        this.refilled = means.timing().nanos();
        Indexes.nodes(pods);
        means.of(Resources.NODES).handle(this::node);
        pods.handle((_, now) -> {
            if (now != null && since(Pods.node(now)).isPresent()) {
                loop.add(Key.of(now));
            }
        });
    }

    @Override
    public void start() {
        synchronized (since) {
            since.values()
                    .forEach(
                            taints -> taints.replaceAll((_, _) -> means.timing().nanos()));
        }
        loop.start(4, () -> pods.all().forEach(one -> loop.add(Key.of(one))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        ObjectNode node = now == null ? before : now;
        if (node == null) {
            return;
        }
        boolean any;
        synchronized (since) {
            Map<JsonNode, Long> known = since.getOrDefault(Meta.name(node), Map.of());
            Map<JsonNode, Long> taints = new HashMap<>();
            for (JsonNode one :
                    now == null ? List.<JsonNode>of() : now.path("spec").path("taints")) {
                if (Meta.text(one, "effect").equals("NoExecute")) {
                    taints.put(one, known.getOrDefault(one, means.timing().nanos()));
                }
            }
            if (taints.equals(known)) {
                return;
            }
            any = !taints.isEmpty();
            if (any) {
                since.put(Meta.name(node), taints);
            } else {
                since.remove(Meta.name(node));
            }
        }
        if (any) {
            pods.indexed(Indexes.NODE, Meta.name(node)).forEach(pod -> loop.add(Key.of(pod)));
        }
    }

    private Optional<Map<JsonNode, Long>> since(String node) {
        synchronized (since) {
            return Optional.ofNullable(since.get(node)).map(Map::copyOf);
        }
    }

    private void look(Key key) {
        Optional<ObjectNode> found = pods.get(key).filter(Pods::active);
        Optional<Map<JsonNode, Long>> taints = found.flatMap(pod -> since(Pods.node(pod)));
        if (found.isEmpty() || taints.isEmpty()) {
            return;
        }
        ObjectNode pod = found.get();
        Optional<Duration> left = left(pod, taints.get(), means.timing().nanos());
        if (left.isEmpty()) {
            return;
        }
        if (!left.get().isZero()) {
            loop.after(key, left.get());
        } else if (cutOff.getAsBoolean() || !token()) {
            loop.after(key, LATER);
        } else {
            String said = "Marking for deletion Pod " + key;
            means.events().record(pod, EventRecorder.Type.NORMAL, "TaintManagerEviction", said);
            means.writes().delete(Resources.PODS, pod);
        }
    }

    /// How long the pod may still stay; empty for ever.
    private Optional<Duration> left(ObjectNode pod, Map<JsonNode, Long> taints, long now) {
        List<Long> ends = new ArrayList<>();
        taints.forEach((taint, began) -> stay(pod, taint).ifPresent(stay -> ends.add(began + stay.toNanos())));
        return ends.stream()
                .map(end -> end - now)
                .min(Long::compare)
                .map(nanos -> Duration.ofNanos(Math.max(0, nanos)));
    }

    /// How long a pod stays with a taint; empty for ever.
    private Optional<Duration> stay(ObjectNode pod, JsonNode taint) {
        boolean tolerated = false;
        long shortest = Long.MAX_VALUE;
        for (JsonNode one : pod.path("spec").path("tolerations")) {
            if (tolerates(one, taint)) {
                tolerated = true;
                shortest = Math.min(shortest, Meta.number(one, Long.MAX_VALUE, "tolerationSeconds"));
            }
        }
        if (tolerated) {
            return shortest == Long.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds(Math.max(0, shortest)));
        }
        return Optional.of(
                switch (Meta.text(taint, "key")) {
                    case NodeTaints.UNREACHABLE -> settings.unreachable();
                    case NodeTaints.NOT_READY -> settings.notReady();
                    default -> Duration.ZERO;
                });
    }

    private static boolean tolerates(JsonNode toleration, JsonNode taint) {
        String effect = Meta.text(toleration, "effect");
        String key = Meta.text(toleration, "key");
        boolean exists = Meta.text(toleration, "operator").equals("Exists");
        return (effect.isEmpty() || effect.equals("NoExecute"))
                && (key.isEmpty() ? exists : key.equals(Meta.text(taint, "key")))
                && (exists || Meta.text(toleration, "value").equals(Meta.text(taint, "value")));
    }

    private synchronized boolean token() {
        long now = means.timing().nanos();
        tokens = Math.min(settings.perSecond(), tokens + (now - refilled) / 1e9 * settings.perSecond());
        refilled = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
