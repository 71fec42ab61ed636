package naru.cluster.state;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.DeleteOptions.Propagation;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.store.kv.KeyValues;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes objects away: at once, or marked first where finalizers, a namespace's content or a pod's grace say so.
final class Deletion {
    private static final int ATTEMPTS = 32;
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";
    private static final Set<String> LASTING = Set.of("default", "kube-system", "kube-public");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KeyValues store;
    private final Reads reads;
    private final Preparation preparation;
    private final Addresses addresses;

    Deletion(KeyValues store, Reads reads, Preparation preparation, Addresses addresses) {
        this.store = store;
        this.reads = reads;
        this.preparation = preparation;
        this.addresses = addresses;
    }

    ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options) {
        if (resource.equals(Resources.NAMESPACES) && LASTING.contains(name)) {
            throw Sentences.forbidden(resource, name, "this namespace may not be deleted");
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored stored = reads.required(resource, namespace, name);
            preconditions(resource, name, stored.object(), options);
            ObjectNode next = marked(resource, stored.object(), options);
            boolean due = due(resource, next);
            if (options.dryRun() || !due && next.equals(stored.object())) {
                return next;
            }
            byte[] bytes = Stored.bytes(next);
            KeyValues.Outcome outcome = commit(resource, stored, bytes, due);
            if (outcome.succeeded()) {
                return Stored.document(bytes, outcome.revision());
            }
        }
        throw Sentences.modified(resource, name);
    }

    private KeyValues.Outcome commit(Resource resource, Stored stored, byte[] bytes, boolean due) {
        Write write = new Write().when(stored.key(), stored.revision());
        if (due) {
            addresses.release(resource, stored.object(), write);
            return write.delete(stored.key()).commit(store);
        }
        return write.put(stored.key(), bytes).commit(store);
    }

    /// Whether nothing keeps an object that is marked as deleted.
    static boolean due(Resource resource, ObjectNode object) {
        return Tree.has(object, "metadata", "deletionTimestamp")
                && Tree.number(object, 0, "metadata", "deletionGracePeriodSeconds") == 0
                && Tree.texts(object, "metadata", "finalizers").isEmpty()
                && (!resource.equals(Resources.NAMESPACES)
                        || Tree.texts(object, "spec", "finalizers").isEmpty());
    }

    private static void preconditions(Resource resource, String name, ObjectNode current, DeleteOptions options) {
        String uid = Tree.uid(current);
        String version = Tree.version(current);
        if (!options.uid().isEmpty() && !options.uid().equals(uid)) {
            throw Sentences.conflict(
                    resource,
                    name,
                    "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: " + uid);
        }
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(version)) {
            throw Sentences.conflict(
                    resource,
                    name,
                    "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion()
                            + ", ResourceVersion in object meta: " + version);
        }
    }

    private ObjectNode marked(Resource resource, ObjectNode current, DeleteOptions options) {
        ObjectNode next = current.deepCopy();
        propagation(next, options.propagation());
        ObjectNode metadata = Tree.object(next, "metadata");
        long grace = grace(resource, current, options);
        if (!Tree.has(metadata, "deletionTimestamp")) {
            metadata.put(
                    "deletionTimestamp", preparation.now().plusSeconds(grace).toString());
            metadata.put("deletionGracePeriodSeconds", grace);
            Preparation.older(resource, next);
        } else {
            shorten(metadata, grace);
        }
        if (resource.equals(Resources.NAMESPACES)) {
            Tree.object(next, "status").put("phase", "Terminating");
        }
        return next;
    }

    /// What is being deleted can be given less time, never more.
    private static void shorten(ObjectNode metadata, long grace) {
        long before = Tree.number(metadata, 0, "deletionGracePeriodSeconds");
        if (grace < before) {
            Instant at = Instant.parse(Tree.text(metadata, "deletionTimestamp"));
            metadata.put("deletionTimestamp", at.minusSeconds(before - grace).toString());
            metadata.put("deletionGracePeriodSeconds", grace);
        }
    }

    /// Only pods are given time; one that runs nowhere, or has ended, needs none.
    private static long grace(Resource resource, ObjectNode current, DeleteOptions options) {
        boolean runs = resource.equals(Resources.PODS)
                && !Tree.text(current, "spec", "nodeName").isEmpty()
                && !ENDED.contains(Tree.text(current, "status", "phase"));
        if (!runs) {
            return 0;
        }
        return options.graceSeconds() >= 0
                ? options.graceSeconds()
                : Math.max(0, Tree.number(current, 30, "spec", "terminationGracePeriodSeconds"));
    }

    private static void propagation(ObjectNode object, Propagation propagation) {
        String wanted = switch (propagation) {
            case FOREGROUND -> FOREGROUND;
            case ORPHAN -> ORPHAN;
            case BACKGROUND -> "";
        };
        if (wanted.isEmpty()) {
            return;
        }
        List<String> finalizers = Tree.texts(object, "metadata", "finalizers");
        finalizers.removeAll(List.of(FOREGROUND, ORPHAN));
        finalizers.add(wanted);
        ArrayNode list = Tree.object(object, "metadata").putArray("finalizers");
        finalizers.forEach(list::add);
    }
}
