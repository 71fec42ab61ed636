package naru.cluster.state.rule;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import naru.cluster.object.Resource;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of what every object has: `metadata`.
public final class Metadata {
    private static final int MOST_ANNOTATIONS = 256 << 10;
    private static final Set<String> PLAIN_FINALIZERS = Set.of("orphan", "foregroundDeletion", "kubernetes");

    private Metadata() {}

    /// Tells what is wrong with an object's metadata.
    public static void check(Resource resource, ObjectNode object, Violations violations) {
        String name = Tree.name(object);
        if (name.isEmpty()) {
            violations.required("metadata.name", "name or generateName is required");
        } else {
            KindRules.of(resource).names().check(name, "metadata.name", violations);
        }
        JsonNode metadata = object.path("metadata");
        labels(metadata.path("labels"), "metadata.labels", violations);
        annotations(metadata.path("annotations"), "metadata.annotations", violations);
        finalizers(metadata, violations);
        owners(metadata, violations);
    }

    /// Tells which labels are outside the grammar.
    public static void labels(JsonNode labels, String field, Violations violations) {
        if (!labels.isMissingNode() && !labels.isObject()) {
            violations.invalid(field, labels, "must be a map of texts");
        }
        labels.properties().forEach(label -> {
            NameGrammar.keyRefusal(label.getKey()).ifPresent(why -> violations.invalid(field, label.getKey(), why));
            if (label.getValue().isString()) {
                NameGrammar.LABEL_VALUE.check(label.getValue().stringValue(), field, violations);
            } else {
                violations.invalid(field, label.getValue(), "must be a text");
            }
        });
    }

    /// Tells which annotations are outside the grammar, and whether they are too large together.
    public static void annotations(JsonNode annotations, String field, Violations violations) {
        long size = 0;
        for (var annotation : annotations.properties()) {
            String key = annotation.getKey();
            NameGrammar.keyRefusal(key.toLowerCase(Locale.ROOT)).ifPresent(why -> violations.invalid(field, key, why));
            if (annotation.getValue().isString()) {
                size += key.length()
                        + (long) annotation.getValue().stringValue().getBytes(StandardCharsets.UTF_8).length;
            } else {
                violations.invalid(field + "[" + key + "]", annotation.getValue(), "must be a text");
            }
        }
        if (size > MOST_ANNOTATIONS) {
            violations.tooLong(field, MOST_ANNOTATIONS);
        }
    }

    private static void finalizers(JsonNode metadata, Violations violations) {
        int i = 0;
        for (String finalizer : Tree.texts(metadata, "finalizers")) {
            String field = "metadata.finalizers[" + i++ + "]";
            NameGrammar.keyRefusal(finalizer)
                    .ifPresent(why -> violations.invalid("metadata.finalizers", finalizer, why));
            if (finalizer.indexOf('/') < 0 && !PLAIN_FINALIZERS.contains(finalizer)) {
                violations.invalid(
                        field, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }

    private static void owners(JsonNode metadata, Violations violations) {
        int controllers = 0;
        int i = 0;
        for (ObjectNode owner : Tree.objects(metadata, "ownerReferences")) {
            String field = "metadata.ownerReferences[" + i++ + "]";
            for (String part : new String[] {"apiVersion", "kind", "name", "uid"}) {
                if (Tree.text(owner, part).isEmpty()) {
                    violations.required(field + "." + part, "must not be empty");
                }
            }
            controllers += Tree.flag(owner, "controller") ? 1 : 0;
        }
        if (controllers > 1) {
            violations.invalid(
                    "metadata.ownerReferences", controllers, "Only one reference can have Controller set to true");
        }
    }
}
