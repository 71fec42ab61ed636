package naru.cluster.controller.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Conditions.Condition;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Empties namespaces that are being deleted, and lets them go when nothing is left. Until then their conditions say
/// what remains and what holds it.
public final class Namespaces implements Controller {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Means means;
    private final Informer namespaces;
    private final Loop<Key> loop;

    /// Listens from now on.
    public Namespaces(Means means) {
        this.means = means;
        this.namespaces = means.of(Resources.NAMESPACES);
        this.loop = new Loop<>("namespaces", means.timing(), this::look);
        namespaces.handle((_, now) -> {
            if (now != null && Meta.deleting(now)) {
                loop.add(Key.of(now));
            }
        });
        means.of(Resources.PODS).handle((before, now) -> {
            if (now == null && before != null) {
                Key key = new Key("", Meta.namespace(before));
                namespaces.get(key).filter(Meta::deleting).ifPresent(_ -> loop.add(key));
            }
        });
    }

    @Override
    public void start() {
        loop.start(2, () -> namespaces.all().stream().filter(Meta::deleting).forEach(one -> loop.add(Key.of(one))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void look(Key key) {
        ObjectNode namespace = namespaces.get(key).orElse(null);
        if (namespace == null || !Meta.deleting(namespace)) {
            return;
        }
        Map<String, Integer> remaining = new TreeMap<>();
        Map<String, Integer> held = new TreeMap<>();
        for (Resource kind : Resources.all()) {
            if (kind.namespaced()) {
                empty(kind, key.name(), remaining, held);
            }
        }
        if (remaining.isEmpty()) {
            finish(key);
        } else {
            tell(namespace, remaining, held);
            loop.after(key, AGAIN);
        }
    }

    private void empty(Resource kind, String namespace, Map<String, Integer> remaining, Map<String, Integer> held) {
        for (ObjectNode one :
                means.objects().list(kind, namespace, ListOptions.ALL).items()) {
            if (!Meta.deleting(one)) {
                means.writes().delete(kind, one);
            }
        }
        for (ObjectNode one :
                means.objects().list(kind, namespace, ListOptions.ALL).items()) {
            remaining.merge(kind.qualified(), 1, Integer::sum);
            for (JsonNode finalizer : one.path("metadata").path("finalizers")) {
                held.merge(finalizer.asString(""), 1, Integer::sum);
            }
        }
    }

    private void finish(Key key) {
        try {
            ObjectNode changed = means.objects().get(Resources.NAMESPACES, "", key.name());
            if (Meta.deleting(changed)) {
                Meta.child(changed, "spec").putArray("finalizers");
                means.writes().update(Resources.NAMESPACES, "finalize", changed);
            }
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void tell(ObjectNode namespace, Map<String, Integer> remaining, Map<String, Integer> held) {
        ObjectNode changed = namespace.deepCopy();
        StringBuilder what = new StringBuilder();
        remaining.forEach((kind, count) -> what.append(what.isEmpty() ? "" : ", ")
                .append(kind)
                .append(" has ")
                .append(count)
                .append(" resource instances"));
        Conditions.set(
                changed,
                new Condition(
                        "NamespaceContentRemaining",
                        "True",
                        "SomeResourcesRemain",
                        "Some resources are remaining: " + what),
                means.timing().now());
        StringBuilder why = new StringBuilder();
        held.forEach((finalizer, count) -> why.append(why.isEmpty() ? "" : ", ")
                .append(finalizer)
                .append(" in ")
                .append(count)
                .append(" resource instances"));
        if (!why.isEmpty()) {
            Conditions.set(
                    changed,
                    new Condition(
                            "NamespaceFinalizersRemaining",
                            "True",
                            "SomeFinalizersRemain",
                            "Some content in the namespace has finalizers remaining: " + why),
                    means.timing().now());
        }
        if (!changed.equals(namespace)) {
            means.writes().status(Resources.NAMESPACES, changed);
        }
    }
}
