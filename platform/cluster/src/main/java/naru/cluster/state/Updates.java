package naru.cluster.state;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Fault;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.rule.KindRules;
import naru.cluster.state.rule.Violations;
import naru.store.kv.KeyValues;
import tools.jackson.databind.node.ObjectNode;

/// Stores other states of objects: only over the state that the change was made from. A change that names no
/// `resourceVersion` is made again from the new state when somebody else was faster.
final class Updates {
    private static final int ATTEMPTS = 32;

    private final KeyValues store;
    private final Reads reads;
    private final Preparation preparation;
    private final Addresses addresses;
    private final Creation creation;

    /// Which object, and which part of it.
    record Target(Resource resource, String namespace, String name, Subresource part) {}

    /// What a caller wants of the present state: the whole document, or that of the subresource.
    @FunctionalInterface
    interface Wish extends Function<ObjectNode, ObjectNode> {}

    Updates(KeyValues store, Reads reads, Preparation preparation, Addresses addresses, Creation creation) {
        this.store = store;
        this.reads = reads;
        this.preparation = preparation;
        this.addresses = addresses;
        this.creation = creation;
    }

    ObjectNode update(Target target, ObjectNode sent, WriteOptions options) {
        ObjectNode wanted = sent.deepCopy();
        Preparation.named(target.resource(), target.namespace(), target.name(), wanted);
        return change(target, options, false, _ -> wanted);
    }

    ObjectNode patch(Target target, Patch patch, WriteOptions options) {
        if (patch instanceof Patch.Apply(ObjectNode wanted)) {
            return apply(target, patch, wanted, options);
        }
        return change(target, options, false, current -> patched(target, current, patch, options));
    }

    private ObjectNode patched(Target target, ObjectNode current, Patch patch, WriteOptions options) {
        ObjectNode before = target.part().shown(target.resource(), current);
        ObjectNode after = Patching.apply(
                target.resource(), before, patch, options, target.part().path(), preparation.now());
        Preparation.named(target.resource(), target.namespace(), target.name(), after);
        return after;
    }

    private ObjectNode apply(Target target, Patch patch, ObjectNode wanted, WriteOptions options) {
        Resource resource = target.resource();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Stored> current = reads.latest(resource, target.namespace(), target.name());
            if (current.isPresent() || target.part() != Subresource.WHOLE) {
                return change(target, options, true, live -> {
                    same(target, "resourceVersion", Tree.version(wanted), Tree.version(live));
                    return patched(target, live, patch, options);
                });
            }
            ObjectNode first = Patching.apply(resource, null, patch, options, "", preparation.now());
            Preparation.named(resource, target.namespace(), target.name(), first);
            try {
                return creation.create(resource, target.namespace(), first, options, true);
            } catch (Fault fault) {
                if (fault.kind() != Fault.Kind.ALREADY_EXISTS) {
                    throw fault;
                }
            }
        }
        throw Sentences.modified(resource, target.name());
    }

    private ObjectNode change(Target target, WriteOptions options, boolean recorded, Wish wish) {
        Resource resource = target.resource();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored stored = reads.required(resource, target.namespace(), target.name());
            ObjectNode current = stored.object();
            ObjectNode wanted = wish.apply(current);
            same(target, "resourceVersion", Tree.version(wanted), Tree.version(current));
            same(target, "uid", Tree.uid(wanted), Tree.uid(current));
            Optional<ObjectNode> changed = next(target, current, wanted, options, recorded);
            if (changed.isEmpty()) {
                return target.part().shown(resource, stored.copy());
            }
            ObjectNode next = changed.get();
            Write write = new Write();
            addresses.assign(resource, current, next, write);
            byte[] bytes = Stored.bytes(next);
            if (options.dryRun()) {
                return target.part().shown(resource, next);
            }
            KeyValues.Outcome outcome = commit(resource, stored, next, bytes, write);
            if (outcome.succeeded()) {
                return target.part().shown(resource, Stored.document(bytes, outcome.revision()));
            }
        }
        throw Sentences.modified(resource, target.name());
    }

    private KeyValues.Outcome commit(Resource resource, Stored stored, ObjectNode next, byte[] bytes, Write write) {
        write.when(stored.key(), stored.revision());
        if (Deletion.due(resource, next)) {
            addresses.release(resource, stored.object(), write);
            return write.delete(stored.key()).commit(store);
        }
        return write.put(stored.key(), bytes).commit(store);
    }

    /// The next state, unless nothing would be different.
    private Optional<ObjectNode> next(
            Target target, ObjectNode current, ObjectNode wanted, WriteOptions options, boolean recorded) {
        Resource resource = target.resource();
        ObjectNode next = target.part().merged(resource, current, wanted);
        Preparation.keep(current, next);
        if (target.part() == Subresource.WHOLE) {
            addresses.keep(resource, current, next);
        }
        next = Stored.normal(next);
        complete(target, current, next);
        Preparation.generation(resource, current, next);
        if (current.equals(next)) {
            return Optional.empty();
        }
        return Optional.of(
                recorded
                        ? next
                        : Patching.record(
                                resource, current, next, options, target.part().path(), preparation.now()));
    }

    private static void complete(Target target, ObjectNode current, ObjectNode next) {
        Resource resource = target.resource();
        Violations violations = new Violations();
        Creation.complete(resource, next);
        finalizers(current, next, violations);
        if (target.part() == Subresource.WHOLE) {
            KindRules.of(resource).transition().look(current, next, violations);
        }
        violations.refuse(resource, Tree.name(next));
    }

    private static void finalizers(ObjectNode current, ObjectNode next, Violations violations) {
        if (Tree.has(current, "metadata", "deletionTimestamp")) {
            List<String> added = Tree.texts(next, "metadata", "finalizers");
            added.removeAll(Tree.texts(current, "metadata", "finalizers"));
            if (!added.isEmpty()) {
                violations.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers " + added);
            }
        }
    }

    private static void same(Target target, String field, String wanted, String current) {
        if (wanted.isEmpty() || wanted.equals(current)) {
            return;
        }
        if (field.equals("uid")) {
            throw Sentences.conflict(
                    target.resource(),
                    target.name(),
                    "Precondition failed: UID in precondition: " + wanted + ", UID in object meta: " + current);
        }
        throw Sentences.modified(target.resource(), target.name());
    }
}
