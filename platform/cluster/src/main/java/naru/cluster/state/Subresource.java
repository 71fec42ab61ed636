package naru.cluster.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import naru.base.Fault;
import naru.cluster.object.LabelSelector;
import naru.cluster.object.Resource;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// The parts of an object that are written on their own.
enum Subresource {
    /// All but the status.
    WHOLE,
    /// What was observed.
    STATUS,
    /// How many there shall be, as a document of `autoscaling/v1`, Scale.
    SCALE,
    /// Where a pod runs, as a document of `v1`, Binding. Written once.
    BINDING,
    /// What holds a namespace from going.
    FINALIZE,
    /// Containers that are added to a running pod.
    EPHEMERALCONTAINERS;

    /// As in paths.
    String path() {
        return this == WHOLE ? "" : name().toLowerCase(Locale.ROOT);
    }

    /// The part of that name.
    ///
    /// @throws Fault NOT_FOUND if the kind has none
    static Subresource of(Resource resource, String path) {
        for (Subresource part : values()) {
            if (part.path().equals(path)
                    && (part == WHOLE || resource.subresources().contains(path))) {
                return part;
            }
        }
        throw Fault.notFound("the server could not find the requested resource: " + resource.plural() + "/" + path);
    }

    /// What a client sees of an object here.
    ObjectNode shown(Resource resource, ObjectNode object) {
        return this == SCALE ? scale(object) : object;
    }

    /// The next state of the whole object, when a client wants this one of its part.
    ObjectNode merged(Resource resource, ObjectNode current, ObjectNode wanted) {
        return switch (this) {
            case WHOLE -> whole(resource, current, wanted);
            case STATUS -> status(current, Preparation.plain(resource, wanted));
            case SCALE -> scaled(current, wanted);
            case BINDING -> bound(resource, current, wanted);
            case FINALIZE -> part(current, Preparation.plain(resource, wanted), "finalizers");
            case EPHEMERALCONTAINERS -> part(current, Preparation.plain(resource, wanted), "ephemeralContainers");
        };
    }

    private static ObjectNode whole(Resource resource, ObjectNode current, ObjectNode wanted) {
        ObjectNode next = Preparation.plain(resource, wanted);
        if (resource.subresources().contains("status")) {
            Preparation.copy(current, next, "status");
        }
        if (resource.subresources().contains("finalize")) {
            Preparation.copy(current.path("spec"), Tree.object(next, "spec"), "finalizers");
        }
        return next;
    }

    private static ObjectNode status(ObjectNode current, ObjectNode wanted) {
        ObjectNode next = current.deepCopy();
        Preparation.copy(wanted, next, "status");
        if (Tree.has(wanted, "metadata", "managedFields")) {
            Preparation.copy(wanted.path("metadata"), Tree.object(next, "metadata"), "managedFields");
        }
        return next;
    }

    private static ObjectNode part(ObjectNode current, ObjectNode wanted, String field) {
        ObjectNode next = current.deepCopy();
        Preparation.copy(wanted.path("spec"), Tree.object(next, "spec"), field);
        return next;
    }

    private static ObjectNode scale(ObjectNode object) {
        ObjectNode scale = object.objectNode();
        scale.put("apiVersion", "autoscaling/v1").put("kind", "Scale");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            Preparation.copy(object.path("metadata"), Tree.object(scale, "metadata"), field);
        }
        scale.putObject("spec").put("replicas", Tree.number(object, 0, "spec", "replicas"));
        scale.putObject("status")
                .put("replicas", Tree.number(object, 0, "status", "replicas"))
                .put(
                        "selector",
                        LabelSelector.of(Tree.at(object, "spec", "selector")).text());
        return scale;
    }

    private static ObjectNode scaled(ObjectNode current, ObjectNode scale) {
        ObjectNode next = current.deepCopy();
        Tree.object(next, "spec").put("replicas", Tree.number(scale, 0, "spec", "replicas"));
        return next;
    }

    private static ObjectNode bound(Resource resource, ObjectNode current, ObjectNode binding) {
        String name = Tree.name(current);
        String node = Tree.text(binding, "target", "name");
        String taken = Tree.text(current, "spec", "nodeName");
        if (node.isEmpty()) {
            throw Fault.invalid("a binding of pod " + name + " names no node: set target.name");
        }
        if (!taken.isEmpty()) {
            throw Sentences.conflict(resource, name, "pod " + name + " is already assigned to node \"" + taken + "\"");
        }
        if (Tree.has(current, "metadata", "deletionTimestamp")) {
            throw Sentences.conflict(resource, name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        ObjectNode next = current.deepCopy();
        Tree.object(next, "spec").put("nodeName", node);
        Conditions.set(
                Tree.object(next, "status"),
                "PodScheduled",
                "True",
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        return next;
    }
}
