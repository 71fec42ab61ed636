package naru.cluster.controller.lifecycle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.cluster.object.Resource;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Owner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Who depends on whom: all objects that own or are owned, by their uids. Safe for use by many threads.
final class Dependents {
    private final Map<String, Item> items = new HashMap<>();
    private final Map<String, Set<Item>> dependents = new HashMap<>();

    /// An object of the graph; the same object is always equal.
    record Item(Resource resource, Key key, String uid) {
        static Item of(Resource resource, ObjectNode object) {
            return new Item(resource, Key.of(object), Meta.uid(object));
        }
    }

    synchronized void put(Resource resource, @Nullable ObjectNode before, ObjectNode now) {
        Item item = Item.of(resource, now);
        items.put(item.uid(), item);
        if (before != null) {
            leave(Item.of(resource, before), before);
        }
        for (Owner owner : Meta.owners(now)) {
            dependents.computeIfAbsent(owner.uid(), _ -> new LinkedHashSet<>()).add(item);
        }
    }

    synchronized void remove(Resource resource, ObjectNode last) {
        Item item = Item.of(resource, last);
        items.remove(item.uid());
        leave(item, last);
    }

    synchronized boolean knows(String uid) {
        return items.containsKey(uid);
    }

    synchronized @Nullable Item item(String uid) {
        return items.get(uid);
    }

    synchronized List<Item> of(String uid) {
        return new ArrayList<>(dependents.getOrDefault(uid, Set.of()));
    }

    private void leave(Item item, ObjectNode object) {
        for (Owner owner : Meta.owners(object)) {
            dependents.computeIfPresent(owner.uid(), (_, all) -> {
                all.remove(item);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
