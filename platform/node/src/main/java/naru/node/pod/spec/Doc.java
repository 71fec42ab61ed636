package naru.node.pod.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Reads documents: what is not there, or is of another type, is as if it were empty.
public final class Doc {
    private Doc() {}

    /// The node at a path of names; a missing node if there is none.
    public static JsonNode at(JsonNode from, String... path) {
        JsonNode node = from;
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }

    /// Text at a path, or the text of a number or boolean; empty if there is none.
    public static String text(JsonNode from, String... path) {
        JsonNode node = at(from, path);
        return node.isValueNode() && !node.isNull() ? node.asString() : "";
    }

    /// A whole number at a path, or another.
    public static long number(JsonNode from, long otherwise, String... path) {
        JsonNode node = at(from, path);
        return node.isNumber() ? node.asLong() : otherwise;
    }

    /// Whether there is `true` at a path.
    public static boolean flag(JsonNode from, String... path) {
        JsonNode node = at(from, path);
        return node.isBoolean() && node.asBoolean();
    }

    /// Whether there is something at a path.
    public static boolean has(JsonNode from, String... path) {
        JsonNode node = at(from, path);
        return !node.isMissingNode() && !node.isNull();
    }

    /// The members of a list at a path.
    public static List<JsonNode> each(JsonNode from, String... path) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode node = at(from, path);
        if (node.isArray()) {
            node.forEach(all::add);
        }
        return all;
    }

    /// The members of a list of texts at a path.
    public static List<String> texts(JsonNode from, String... path) {
        return each(from, path).stream().map(one -> one.asString("")).toList();
    }

    /// The fields of an object at a path that are texts, in its order.
    public static Map<String, String> map(JsonNode from, String... path) {
        Map<String, String> all = new LinkedHashMap<>();
        JsonNode node = at(from, path);
        if (node.isObject()) {
            node.properties().forEach(field -> all.put(field.getKey(), text(field.getValue())));
        }
        return all;
    }
}
