package naru.cluster.auth;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import naru.base.Fault;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Objects in memory: names, uids and versions, no rules of kinds. Merge patches are the only ones;
/// watches tell nothing; a label selector is `key` or `key=value`.
public class HeldObjects implements Objects {
    private final Map<String, ObjectNode> held = new TreeMap<>();
    private long version;

    private static String key(Resource resource, String namespace, String name) {
        return resource.path(namespace, name);
    }

    @Override
    public synchronized ObjectNode get(Resource resource, String namespace, String name) {
        ObjectNode found = held.get(key(resource, namespace, name));
        if (found == null) {
            throw Fault.notFound("%s \"%s\" not found".formatted(resource.qualified(), name));
        }
        return found.deepCopy();
    }

    @Override
    public synchronized Page list(Resource resource, String namespace, ListOptions options) {
        List<ObjectNode> items = held.values().stream()
                .filter(one -> one.path("kind").asString("").equals(resource.kind()))
                .filter(one -> namespace.isEmpty()
                        || one.path("metadata").path("namespace").asString("").equals(namespace))
                .filter(one -> chosen(one, options.labelSelector()))
                .map(ObjectNode::deepCopy)
                .toList();
        return new Page(items, Long.toString(version), "", 0);
    }

    private static boolean chosen(ObjectNode object, String selector) {
        String[] parts = selector.split("=", 2);
        JsonNode value = object.path("metadata").path("labels").path(parts[0]);
        return selector.isEmpty()
                || (parts.length == 1
                        ? !value.isMissingNode()
                        : value.asString("").equals(parts[1]));
    }

    @Override
    public ObjectWatch watch(Resource resource, String namespace, ListOptions options) {
        return new ObjectWatch() {
            @Override
            public List<Event> next(Duration patience) {
                return List.of();
            }

            @Override
            public void close() {
                // there is nothing to end
            }
        };
    }

    @Override
    public synchronized ObjectNode create(
            Resource resource, String namespace, ObjectNode object, WriteOptions options) {
        String name = object.path("metadata").path("name").asString("");
        if (held.containsKey(key(resource, namespace, name))) {
            throw Fault.alreadyExists("%s \"%s\" already exists".formatted(resource.qualified(), name));
        }
        ObjectNode stored = object.deepCopy();
        stored.put("kind", resource.kind());
        stored.withObject("/metadata").put("uid", "uid-" + (version + 1));
        return store(resource, namespace, name, stored);
    }

    private ObjectNode store(Resource resource, String namespace, String name, ObjectNode stored) {
        ObjectNode meta = stored.withObject("/metadata");
        meta.put("resourceVersion", Long.toString(++version));
        if (!namespace.isEmpty()) {
            meta.put("namespace", namespace);
        }
        held.put(key(resource, namespace, name), stored);
        return stored.deepCopy();
    }

    @Override
    public synchronized ObjectNode update(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            WriteOptions options) {
        String wanted = object.path("metadata").path("resourceVersion").asString("");
        String there = get(resource, namespace, name)
                .path("metadata")
                .path("resourceVersion")
                .asString("");
        if (!wanted.isEmpty() && !wanted.equals(there)) {
            throw Fault.conflict("the object has been modified");
        }
        return store(resource, namespace, name, object.deepCopy());
    }

    @Override
    public synchronized ObjectNode patch(
            Resource resource, String namespace, String name, String subresource, Patch patch, WriteOptions options) {
        ObjectNode now = get(resource, namespace, name);
        if (!(patch instanceof Patch.Merge(ObjectNode changes))) {
            throw Fault.notImplemented("only merge patches are known here");
        }
        merge(now, changes);
        return update(resource, namespace, name, subresource, now, options);
    }

    private static void merge(ObjectNode into, ObjectNode changes) {
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                into.remove(change.getKey());
            } else if (change.getValue() instanceof ObjectNode inner) {
                merge(into.withObject("/" + change.getKey()), inner);
            } else {
                into.set(change.getKey(), change.getValue());
            }
        });
    }

    @Override
    public synchronized ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options) {
        ObjectNode last = get(resource, namespace, name);
        held.remove(key(resource, namespace, name));
        return last;
    }
}
