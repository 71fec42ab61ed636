package naru.cluster.informer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The objects that an informer knows, with indexes. Changes and what handlers are told of them are in one order, under
/// one lock; readers take none. An older state never replaces a newer one.
final class Cache {
    private static final System.Logger LOG = System.getLogger("naru.cluster");

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, ObjectNode> objects = new ConcurrentHashMap<>();
    private final Map<String, Index> indexes = new ConcurrentHashMap<>();
    private final List<Informer.Handler> handlers = new ArrayList<>();

    /// @param values of an object
    /// @param entries the objects that have a value
    private record Index(Function<ObjectNode, Collection<String>> values, Map<String, Map<Key, ObjectNode>> entries) {
        void put(Key key, ObjectNode object) {
            for (String value : values.apply(object)) {
                entries.computeIfAbsent(value, _ -> new ConcurrentHashMap<>()).put(key, object);
            }
        }

        void remove(Key key, ObjectNode object) {
            for (String value : values.apply(object)) {
                entries.computeIfPresent(value, (_, found) -> {
                    found.remove(key);
                    return found.isEmpty() ? null : found;
                });
            }
        }
    }

    void index(String name, Function<ObjectNode, Collection<String>> values) {
        lock.lock();
        try {
            if (!indexes.containsKey(name)) {
                Index index = new Index(values, new ConcurrentHashMap<>());
                objects.forEach(index::put);
                indexes.put(name, index);
            }
        } finally {
            lock.unlock();
        }
    }

    void handle(Informer.Handler handler) {
        lock.lock();
        try {
            handlers.add(handler);
            objects.values().forEach(object -> tell(handler, null, object));
        } finally {
            lock.unlock();
        }
    }

    Optional<ObjectNode> get(Key key) {
        return Optional.ofNullable(objects.get(key));
    }

    List<ObjectNode> all() {
        return new ArrayList<>(objects.values());
    }

    List<ObjectNode> indexed(String name, String value) {
        Index index = indexes.get(name);
        if (index == null) {
            throw new IllegalArgumentException("no index " + name);
        }
        Map<Key, ObjectNode> found = index.entries().get(value);
        return found == null ? List.of() : new ArrayList<>(found.values());
    }

    void put(ObjectNode object) {
        lock.lock();
        try {
            Key key = Key.of(object);
            ObjectNode known = objects.get(key);
            if (known == null || Meta.version(object) > Meta.version(known) || Meta.version(object) < 0) {
                swap(key, known, object);
            }
        } finally {
            lock.unlock();
        }
    }

    void mark(ObjectNode last) {
        lock.lock();
        try {
            ObjectNode known = objects.get(Key.of(last));
            if (known == null || !Meta.uid(known).equals(Meta.uid(last)) || Meta.deleting(known)) {
                return;
            }
            ObjectNode marked = known.deepCopy();
            Meta.child(marked, "metadata").put("deletionTimestamp", Meta.stamp(Instant.now()));
            swap(Key.of(last), known, marked);
        } finally {
            lock.unlock();
        }
    }

    void remove(ObjectNode last) {
        lock.lock();
        try {
            Key key = Key.of(last);
            ObjectNode known = objects.get(key);
            boolean same = known != null && Meta.uid(known).equals(Meta.uid(last));
            if (same || known != null && Meta.version(known) < Meta.version(last)) {
                swap(key, known, null);
            }
        } finally {
            lock.unlock();
        }
    }

    void replace(Collection<ObjectNode> items, String state) {
        lock.lock();
        try {
            Set<Key> listed = new HashSet<>();
            for (ObjectNode item : items) {
                Key key = Key.of(item);
                listed.add(key);
                ObjectNode known = objects.get(key);
                if (known == null || Meta.version(item) >= Meta.version(known)) {
                    swap(key, known, item);
                }
            }
            long at = number(state);
            for (Map.Entry<Key, ObjectNode> one : new ArrayList<>(objects.entrySet())) {
                if (!listed.contains(one.getKey()) && Meta.version(one.getValue()) <= at) {
                    swap(one.getKey(), one.getValue(), null);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void swap(Key key, @Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null) {
            indexes.values().forEach(index -> index.remove(key, before));
        }
        if (now == null) {
            objects.remove(key);
        } else {
            objects.put(key, now);
            indexes.values().forEach(index -> index.put(key, now));
        }
        if (before == null || !before.equals(now)) {
            handlers.forEach(handler -> tell(handler, before, now));
        }
    }

    private static void tell(Informer.Handler handler, @Nullable ObjectNode before, @Nullable ObjectNode now) {
        try {
            handler.changed(before, now);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a handler of changes", e);
        }
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }
}
