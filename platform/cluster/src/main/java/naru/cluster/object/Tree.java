package naru.cluster.object;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and makes parts of documents by their path. What is not there, or is of another type, reads as empty: rules
/// say elsewhere what must be there.
public final class Tree {
    private Tree() {}

    /// The node at a path; a missing node if there is none.
    public static JsonNode at(JsonNode node, String... path) {
        JsonNode found = node;
        for (String name : path) {
            found = found.path(name);
        }
        return found;
    }

    /// A text; empty if there is none.
    public static String text(JsonNode node, String... path) {
        return at(node, path).stringValue("");
    }

    /// A whole number, or the fallback.
    public static long number(JsonNode node, long fallback, String... path) {
        JsonNode found = at(node, path);
        return found.isNumber() ? found.asLong(fallback) : fallback;
    }

    /// Whether `true` stands there.
    public static boolean flag(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found.isBoolean() && found.booleanValue();
    }

    /// Whether something other than null stands there.
    public static boolean has(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return !found.isMissingNode() && !found.isNull();
    }

    /// The objects of a list, without what is none.
    public static List<ObjectNode> objects(JsonNode node, String... path) {
        List<ObjectNode> objects = new ArrayList<>();
        if (at(node, path) instanceof ArrayNode array) {
            array.forEach(item -> {
                if (item instanceof ObjectNode object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }

    /// The texts of a list, without what is none.
    public static List<String> texts(JsonNode node, String... path) {
        List<String> texts = new ArrayList<>();
        if (at(node, path) instanceof ArrayNode array) {
            array.forEach(item -> {
                if (item.isString()) {
                    texts.add(item.stringValue());
                }
            });
        }
        return texts;
    }

    /// The object at a path, made where it is not there; what is no object on the way is replaced.
    public static ObjectNode object(ObjectNode node, String... path) {
        ObjectNode found = node;
        for (String name : path) {
            found = found.get(name) instanceof ObjectNode object ? object : found.putObject(name);
        }
        return found;
    }

    /// The list of that name, made if it is not there.
    public static ArrayNode array(ObjectNode node, String name) {
        return node.get(name) instanceof ArrayNode array ? array : node.putArray(name);
    }

    /// `metadata.name`.
    public static String name(JsonNode object) {
        return text(object, "metadata", "name");
    }

    /// `metadata.namespace`; empty for what is in none.
    public static String namespace(JsonNode object) {
        return text(object, "metadata", "namespace");
    }

    /// `metadata.uid`.
    public static String uid(JsonNode object) {
        return text(object, "metadata", "uid");
    }

    /// `metadata.resourceVersion`.
    public static String version(JsonNode object) {
        return text(object, "metadata", "resourceVersion");
    }
}
