package naru.cluster.patch;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.cluster.schema.Merging;
import naru.cluster.schema.Shape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The parts of a value that may have owners of their own, by their steps (see [FieldSet]).
final class Steps {
    private Steps() {}

    /// The step to a field.
    static String field(String name) {
        return "f:" + name;
    }

    /// Whether a value has one owner: single values, lists and maps that are replaced as a whole.
    static boolean isLeaf(JsonNode value, @Nullable Shape shape) {
        return switch (shape) {
            case Shape.Struct struct -> struct.atomic() || !value.isObject();
            case Shape.MapOf map -> map.atomic() || !value.isObject();
            case Shape.ListOf list -> list.merging().kind() == Merging.Kind.ATOMIC || !value.isArray();
            case Shape.Scalar scalar -> scalar != Shape.Scalar.ANY || !value.isObject();
            case null -> !value.isObject();
        };
    }

    /// The parts of a value that is no leaf. Elements without their keys, and the second of two with
    /// the same, are left out.
    static Map<String, JsonNode> of(JsonNode value, @Nullable Shape shape) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> parts.put(field(member.getKey()), member.getValue()));
        } else if (value instanceof ArrayNode list && shape instanceof Shape.ListOf described) {
            for (JsonNode element : list) {
                String step = element(element, described.merging());
                if (step != null) {
                    parts.putIfAbsent(step, element);
                }
            }
        }
        return parts;
    }

    /// The shape of the part at a step.
    static @Nullable Shape shape(@Nullable Shape shape, String step) {
        return shape instanceof Shape.ListOf list ? list.element() : Shapes.member(shape, step.substring(2));
    }

    /// The step to an element of a list, or null if it lacks one of its keys.
    static @Nullable String element(JsonNode element, Merging merging) {
        if (merging.kind() == Merging.Kind.SET) {
            return "v:" + element;
        }
        ObjectNode keys = JsonNodeFactory.instance.objectNode();
        for (Merging.Key key : sorted(merging)) {
            JsonNode value = element.get(key.field());
            if (value == null || value.isNull()) {
                if (key.otherwise().isEmpty()) {
                    return null;
                }
                keys.put(key.field(), key.otherwise());
            } else {
                keys.set(key.field(), value);
            }
        }
        return "k:" + keys;
    }

    private static List<Merging.Key> sorted(Merging merging) {
        return merging.keys().stream()
                .sorted(Comparator.comparing(Merging.Key::field))
                .toList();
    }

    /// Refuses lists whose elements cannot be told apart.
    static void checkKeys(JsonNode value, @Nullable Shape shape, String path) {
        if (isLeaf(value, shape)) {
            return;
        }
        if (value instanceof ArrayNode list && shape instanceof Shape.ListOf described) {
            checkElements(list, described.merging(), path);
        }
        of(value, shape)
                .forEach((step, part) -> checkKeys(
                        part, shape(shape, step), step.startsWith("f:") ? path + "." + step.substring(2) : path));
    }

    private static void checkElements(ArrayNode list, Merging merging, String path) {
        Map<String, JsonNode> seen = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            String step = element(list.get(i), merging);
            if (step == null) {
                throw Fault.invalid(path + ": element " + i + ": associative list with keys has an element that omits"
                        + " a key field: "
                        + sorted(merging).stream().map(Merging.Key::field).toList());
            }
            if (seen.put(step, list.get(i)) != null) {
                StringBuilder written = new StringBuilder();
                FieldSet one = new FieldSet();
                one.below(step).add();
                one.forEachPath(written::append);
                throw Fault.invalid(path + ": duplicate entries for key " + written);
            }
        }
    }
}
