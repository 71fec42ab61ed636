package naru.cluster.controller.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.cluster.controller.lifecycle.Dependents.Item;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Loop;
import naru.cluster.object.DeleteOptions.Propagation;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Owner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Deletes what nobody owns any more: after its owner, before it (finalizer `foregroundDeletion`), or not at all
/// (finalizer `orphan`). That an owner is gone is asked of the server, by its uid, before anything is deleted.
public final class GarbageCollector implements Controller {
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";
    private static final int WORKERS = 4;

    private final Means means;
    private final Dependents graph = new Dependents();
    private final List<Resource> kinds;
    private final Loop<Item> loop;

    private enum Standing {
        SOLID,
        WAITING,
        ABSENT
    }

    /// Listens from now on, to every kind but Events.
    public GarbageCollector(Means means) {
        this.means = means;
        this.loop = new Loop<>("garbage", means.timing(), this::look);
        this.kinds = Resources.all().stream()
                .filter(kind -> !kind.equals(Resources.EVENTS))
                .toList();
        kinds.forEach(kind -> means.of(kind).handle((before, now) -> changed(kind, before, now)));
    }

    @Override
    public void start() {
        loop.start(
                WORKERS,
                () -> kinds.forEach(kind -> means.of(kind).all().forEach(one -> loop.add(Item.of(kind, one)))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void changed(Resource kind, @Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (before != null && (now == null || !Meta.uid(before).equals(Meta.uid(now)))) {
            gone(kind, before);
        }
        if (now == null || before != null && same(before, now)) {
            return;
        }
        boolean known = before != null && Meta.uid(before).equals(Meta.uid(now));
        graph.put(kind, known ? before : null, now);
        boolean held = Meta.deleting(now) && (Meta.finalized(now, FOREGROUND) || Meta.finalized(now, ORPHAN));
        if (held || !Meta.owners(now).isEmpty()) {
            loop.add(Item.of(kind, now));
        }
    }

    private static boolean same(ObjectNode before, ObjectNode now) {
        return Meta.uid(before).equals(Meta.uid(now))
                && Meta.deleting(before) == Meta.deleting(now)
                && Meta.at(before, "metadata", "ownerReferences").equals(Meta.at(now, "metadata", "ownerReferences"))
                && Meta.at(before, "metadata", "finalizers").equals(Meta.at(now, "metadata", "finalizers"));
    }

    private void gone(Resource kind, ObjectNode last) {
        graph.remove(kind, last);
        graph.of(Meta.uid(last)).forEach(loop::add);
        for (Owner owner : Meta.owners(last)) {
            Item item = graph.item(owner.uid());
            if (item != null) {
                loop.add(item);
            }
        }
    }

    private Optional<ObjectNode> object(Item item) {
        return means.of(item.resource())
                .get(item.key())
                .filter(one -> Meta.uid(one).equals(item.uid()));
    }

    private void look(Item item) {
        Optional<ObjectNode> found = object(item);
        if (found.isEmpty()) {
            return;
        }
        ObjectNode object = found.get();
        if (!Meta.deleting(object)) {
            owned(item, object);
        } else if (Meta.finalized(object, ORPHAN)) {
            graph.of(item.uid()).forEach(one -> object(one).ifPresent(child -> disown(one, child, Set.of(item.uid()))));
            finish(item, object, ORPHAN);
        } else if (Meta.finalized(object, FOREGROUND)) {
            foreground(item, object);
        }
    }

    private void foreground(Item item, ObjectNode object) {
        boolean blocked = false;
        for (Item one : graph.of(item.uid())) {
            Optional<ObjectNode> child = object(one);
            if (child.isPresent()) {
                blocked |= Meta.owners(child.get()).stream()
                        .anyMatch(owner -> owner.uid().equals(item.uid()) && owner.blocks());
                loop.add(one);
            }
        }
        if (!blocked) {
            finish(item, object, FOREGROUND);
        }
    }

    private void owned(Item item, ObjectNode object) {
        List<Owner> owners = Meta.owners(object);
        List<Owner> left = new ArrayList<>();
        boolean solid = false;
        boolean waiting = false;
        for (Owner owner : owners) {
            switch (standing(item.key().namespace(), owner)) {
                case SOLID -> solid = true;
                case WAITING -> {
                    waiting = true;
                    left.add(owner);
                }
                case ABSENT -> left.add(owner);
            }
        }
        if (left.isEmpty()) {
            return;
        }
        if (solid) {
            disown(item, object, left.stream().map(Owner::uid).collect(Collectors.toSet()));
        } else {
            boolean first = waiting && !graph.of(item.uid()).isEmpty() || Meta.finalized(object, FOREGROUND);
            Propagation how = Meta.finalized(object, ORPHAN)
                    ? Propagation.ORPHAN
                    : first ? Propagation.FOREGROUND : Propagation.BACKGROUND;
            means.writes().delete(item.resource(), object, -1, how);
        }
    }

    private Standing standing(String namespace, Owner owner) {
        Optional<Resource> kind = Resources.of(owner.apiVersion(), owner.kind());
        if (kind.isEmpty()) {
            return Standing.SOLID;
        }
        Key key = new Key(kind.get().namespaced() ? namespace : "", owner.name());
        if (graph.knows(owner.uid())) {
            boolean waits = means.of(kind.get())
                    .get(key)
                    .filter(one -> Meta.deleting(one) && Meta.finalized(one, FOREGROUND))
                    .isPresent();
            return waits ? Standing.WAITING : Standing.SOLID;
        }
        try {
            ObjectNode live = means.objects().get(kind.get(), key.namespace(), key.name());
            return Meta.uid(live).equals(owner.uid()) ? Standing.SOLID : Standing.ABSENT;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Standing.ABSENT;
            }
            throw e;
        }
    }

    private void disown(Item item, ObjectNode object, Set<String> owners) {
        ObjectNode changed = object.deepCopy();
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        changed.path("metadata").path("ownerReferences").forEach(one -> {
            if (!owners.contains(Meta.text(one, "uid"))) {
                kept.add(one);
            }
        });
        Meta.child(changed, "metadata").set("ownerReferences", kept);
        write(item, changed);
    }

    private void finish(Item item, ObjectNode object, String finalizer) {
        ObjectNode changed = object.deepCopy();
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        changed.path("metadata").path("finalizers").forEach(one -> {
            if (!one.asString("").equals(finalizer)) {
                kept.add(one);
            }
        });
        Meta.child(changed, "metadata").set("finalizers", kept);
        write(item, changed);
    }

    private void write(Item item, ObjectNode changed) {
        try {
            means.writes().update(item.resource(), changed);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
