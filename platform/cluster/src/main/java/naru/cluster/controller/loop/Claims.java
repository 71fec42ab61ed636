package naru.cluster.controller.loop;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.cluster.informer.Informer;
import naru.cluster.object.Resource;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import naru.cluster.view.Selector;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Whose the children are: an owner adopts orphans that its selector chooses, and lets go of children that it no longer
/// chooses. Safe for use by many threads.
public final class Claims {
    private final Means means;
    private final Resource owners;
    private final Resource children;

    /// For owners of one kind and children of another.
    public Claims(Means means, Resource owners, Resource children) {
        this.means = means;
        this.owners = owners;
        this.children = children;
        Indexes.owners(means.of(children));
    }

    /// The owner's children, after adopting and letting go.
    public List<ObjectNode> claim(ObjectNode owner, Selector selector) {
        Informer informer = means.of(children);
        List<ObjectNode> mine = new ArrayList<>();
        for (ObjectNode child : informer.indexed(Indexes.CONTROLLER, Meta.uid(owner))) {
            if (selector.matches(child) || Meta.deleting(owner) || !release(owner, child)) {
                mine.add(child);
            }
        }
        if (!Meta.deleting(owner)) {
            for (ObjectNode child : informer.indexed(Indexes.ORPHANS, Meta.namespace(owner))) {
                if (!Meta.deleting(child) && selector.matches(child)) {
                    ObjectNode adopted = adopt(owner, child);
                    if (adopted != null) {
                        mine.add(adopted);
                    }
                }
            }
        }
        return mine;
    }

    /// The owner of a child, if it is there and is still the same.
    public @Nullable ObjectNode owner(ObjectNode child) {
        return Meta.controller(child)
                .filter(one -> one.kind().equals(owners.kind()))
                .flatMap(one -> means.of(owners)
                        .get(new Key(Meta.namespace(child), one.name()))
                        .filter(found -> Meta.uid(found).equals(one.uid())))
                .orElse(null);
    }

    private @Nullable ObjectNode adopt(ObjectNode owner, ObjectNode child) {
        ObjectNode live = means.objects().get(owners, Meta.namespace(owner), Meta.name(owner));
        if (!Meta.uid(live).equals(Meta.uid(owner)) || Meta.deleting(live)) {
            return null;
        }
        ObjectNode changed = child.deepCopy();
        Meta.own(changed, owners.apiVersion(), owners.kind(), owner);
        return write(changed);
    }

    private boolean release(ObjectNode owner, ObjectNode child) {
        if (Meta.deleting(child)) {
            return true;
        }
        ObjectNode changed = child.deepCopy();
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        changed.path("metadata").path("ownerReferences").forEach(one -> {
            if (!Meta.text(one, "uid").equals(Meta.uid(owner))) {
                kept.add(one);
            }
        });
        Meta.child(changed, "metadata").set("ownerReferences", kept);
        return write(changed) != null;
    }

    private @Nullable ObjectNode write(ObjectNode changed) {
        try {
            return means.writes().update(children, changed);
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
