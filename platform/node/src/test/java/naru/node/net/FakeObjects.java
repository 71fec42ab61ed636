package naru.node.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// Objects in memory: as much of the interface as a node's network uses.
public final class FakeObjects implements Objects {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    private record Change(String plural, ObjectWatch.Event event) {}

    /// Stores a document, written with single quotes.
    public void put(String json) {
        ObjectNode object =
                (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Resource kind = Resources.of(
                        object.path("apiVersion").asString(""),
                        object.path("kind").asString(""))
                .orElseThrow();
        lock.lock();
        try {
            String key = key(kind, object);
            ObjectNode old = objects.get(key);
            ObjectNode metadata = (ObjectNode) object.path("metadata");
            metadata.put("resourceVersion", Integer.toString(changes.size() + 1))
                    .put("uid", key);
            objects.put(key, object);
            add(kind, old == null ? ObjectWatch.Type.ADDED : ObjectWatch.Type.MODIFIED, object);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a document away.
    public void remove(Resource kind, String namespace, String name) {
        lock.lock();
        try {
            ObjectNode old = objects.remove(kind.plural() + "/" + namespace + "/" + name);
            if (old != null) {
                ObjectNode last = old.deepCopy();
                ((ObjectNode) last.path("metadata")).put("resourceVersion", Integer.toString(changes.size() + 1));
                add(kind, ObjectWatch.Type.DELETED, last);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(Resource kind, ObjectWatch.Type type, ObjectNode object) {
        changes.add(new Change(kind.plural(), new ObjectWatch.Event(type, object.deepCopy())));
        changed.signalAll();
    }

    private static String key(Resource kind, ObjectNode object) {
        return kind.plural() + "/" + object.path("metadata").path("namespace").asString("") + "/"
                + object.path("metadata").path("name").asString("");
    }

    @Override
    public Page list(Resource resource, String namespace, ListOptions options) {
        lock.lock();
        try {
            List<ObjectNode> items = objects.entrySet().stream()
                    .filter(one -> one.getKey().startsWith(resource.plural() + "/"))
                    .map(one -> one.getValue().deepCopy())
                    .toList();
            return new Page(items, Integer.toString(changes.size()), "", 0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ObjectWatch watch(Resource resource, String namespace, ListOptions options) {
        return new Followed(resource.plural(), Integer.parseInt(options.resourceVersion()));
    }

    private final class Followed implements ObjectWatch {
        private final String plural;
        private int seen;
        private boolean closed;

        Followed(String plural, int seen) {
            this.plural = plural;
            this.seen = seen;
        }

        @Override
        public List<Event> next(Duration patience) {
            lock.lock();
            try {
                long left = patience.toNanos();
                while (seen == changes.size() && !closed && left > 0) {
                    left = changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
                }
                List<Event> events = changes.subList(seen, changes.size()).stream()
                        .filter(one -> one.plural().equals(plural))
                        .map(Change::event)
                        .toList();
                seen = changes.size();
                return events;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return List.of();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public ObjectNode get(Resource resource, String namespace, String name) {
        throw unused();
    }

    @Override
    public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
        throw unused();
    }

    @Override
    public ObjectNode update(
            Resource resource, String namespace, String name, String part, ObjectNode object, WriteOptions options) {
        throw unused();
    }

    @Override
    public ObjectNode patch(
            Resource resource, String namespace, String name, String part, Patch patch, WriteOptions options) {
        throw unused();
    }

    @Override
    public ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options) {
        throw unused();
    }

    private static Fault unused() {
        return Fault.internal("not part of the fake", null);
    }
}
