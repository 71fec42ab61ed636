package naru.cluster.state;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the server itself writes into objects, whatever the client sent: identity, times, generation.
final class Preparation {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int RANDOM = 5;
    private static final int LONGEST_BASE = 63 - RANDOM;
    private static final Set<Resource> GENERATIONS =
            Set.of(Resources.PODS, Resources.DEPLOYMENTS, Resources.REPLICA_SETS, Resources.JOBS);
    private static final List<String> KEPT = List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation");

    private static final List<String> OMITTED = List.of("labels", "annotations", "finalizers", "ownerReferences");

    private final InstantSource clock;

    Preparation(InstantSource clock) {
        this.clock = clock;
    }

    /// This second.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /// A client's document for a new object, with identity; the caller's stays as it is.
    ObjectNode fresh(Resource resource, String namespace, ObjectNode sent) {
        ObjectNode object = plain(resource, sent);
        ObjectNode metadata = Tree.object(object, "metadata");
        if (!Tree.text(metadata, "resourceVersion").isEmpty()) {
            throw Fault.invalid("resourceVersion should not be set on objects to be created");
        }
        place(resource, namespace, metadata);
        String base = Tree.text(metadata, "generateName");
        if (Tree.text(metadata, "name").isEmpty() && !base.isEmpty()) {
            metadata.put("name", base.substring(0, Math.min(base.length(), LONGEST_BASE)) + random());
        }
        metadata.remove(List.of(
                "resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"));
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now().toString());
        if (GENERATIONS.contains(resource)) {
            metadata.put("generation", 1);
        }
        if (resource.subresources().contains("status") && !resource.equals(Resources.NODES)) {
            object.remove("status");
        }
        return object;
    }

    /// A copy of a document with its kind, without nulls.
    ///
    /// @throws Fault INVALID if it says it is of another kind
    static ObjectNode plain(Resource resource, ObjectNode sent) {
        ObjectNode object = sent.deepCopy();
        dropNulls(object);
        is(object, "apiVersion", resource.apiVersion());
        is(object, "kind", resource.kind());
        omit(Tree.object(object, "metadata"));
        return object;
    }

    /// Leaves out of metadata what is there and empty, as Kubernetes' own encoding does.
    private static void omit(ObjectNode metadata) {
        for (String field : OMITTED) {
            if (metadata.path(field).isContainer() && metadata.path(field).isEmpty()) {
                metadata.remove(field);
            }
        }
    }

    private static void is(ObjectNode object, String field, String wanted) {
        String said = Tree.text(object, field);
        if (!said.isEmpty() && !said.equals(wanted)) {
            throw Fault.invalid("the object provided is unrecognized: its " + field + " is \"" + said
                    + "\", and what is written here has \"" + wanted + "\"");
        }
        object.put(field, wanted);
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Iterator<JsonNode> values = object.values().iterator(); values.hasNext(); ) {
                JsonNode value = values.next();
                if (value.isNull()) {
                    values.remove();
                } else {
                    dropNulls(value);
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(Preparation::dropNulls);
        }
    }

    /// Puts metadata into the namespace of the request.
    static void place(Resource resource, String namespace, ObjectNode metadata) {
        String said = Tree.text(metadata, "namespace");
        if (!resource.namespaced()) {
            metadata.remove("namespace");
        } else if (!said.isEmpty() && !said.equals(namespace)) {
            throw Fault.invalid(
                    "the namespace of the provided object does not match the namespace sent on the request: " + said
                            + " and " + namespace);
        } else {
            metadata.put("namespace", namespace);
        }
    }

    /// Checks that a document for an update is of the object that the request names.
    static void named(Resource resource, String namespace, String name, ObjectNode sent) {
        ObjectNode metadata = Tree.object(sent, "metadata");
        place(resource, namespace, metadata);
        String said = Tree.text(metadata, "name");
        if (!said.isEmpty() && !said.equals(name)) {
            throw Fault.invalid(
                    "the name of the object (" + said + ") does not match the name on the URL (" + name + ")");
        }
        metadata.put("name", name);
    }

    /// Gives the next state the metadata that clients cannot change.
    static void keep(ObjectNode current, ObjectNode next) {
        ObjectNode metadata = Tree.object(next, "metadata");
        JsonNode before = current.path("metadata");
        for (String field : KEPT) {
            copy(before, metadata, field);
        }
        if (!metadata.has("managedFields")) {
            copy(before, metadata, "managedFields");
        }
        metadata.put("resourceVersion", Tree.version(current));
        omit(metadata);
    }

    /// Copies a field, also that it is not there.
    static void copy(JsonNode from, ObjectNode to, String field) {
        if (Tree.has(from, field)) {
            to.set(field, from.path(field).deepCopy());
        } else {
            to.remove(field);
        }
    }

    /// Counts the generation up if the wish has changed.
    static void generation(Resource resource, ObjectNode current, ObjectNode next) {
        if (GENERATIONS.contains(resource) && !current.path("spec").equals(next.path("spec"))) {
            older(resource, next);
        }
    }

    /// Counts the generation up.
    static void older(Resource resource, ObjectNode object) {
        if (GENERATIONS.contains(resource)) {
            ObjectNode metadata = Tree.object(object, "metadata");
            metadata.put("generation", Tree.number(metadata, 0, "generation") + 1);
        }
    }

    private static String random() {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < RANDOM; i++) {
            letters.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        return letters.toString();
    }
}
