package naru.cluster.patch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import naru.cluster.schema.Shape;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How a strategic merge patch merges lists, and in which order their elements then are.
final class StrategicLists {
    private StrategicLists() {}

    /// The list with the changes: changed and new elements in the order of the changes; the others keep
    /// their places relative to those that both have.
    static ArrayNode merge(ArrayNode before, ArrayNode changes, Shape.ListOf shape) {
        String key = shape.merging().mergeKey();
        return key.isEmpty() ? mergeValues(before, changes) : mergeElements(before, changes, shape, key);
    }

    private static ArrayNode mergeValues(ArrayNode before, ArrayNode changes) {
        ArrayNode merged = before.arrayNode();
        Set<JsonNode> seen = new HashSet<>();
        List.of(before, changes)
                .forEach(list -> list.forEach(value -> {
                    if (seen.add(value)) {
                        merged.add(value);
                    }
                }));
        return order(merged, before, changes, "");
    }

    private static ArrayNode mergeElements(ArrayNode before, ArrayNode changes, Shape.ListOf shape, String key) {
        ArrayNode plain = before.arrayNode();
        List<ObjectNode> directives = new ArrayList<>();
        changes.forEach(change -> {
            if (isDirective(change)) {
                directives.add((ObjectNode) change);
            } else {
                plain.add(change);
            }
        });
        Map<String, JsonNode> merged = new LinkedHashMap<>();
        if (directives.stream().noneMatch(directive -> is(directive, "replace"))) {
            before.forEach(element -> merged.put(free(merged, identity(element, key)), element));
        }
        directives.stream()
                .filter(directive -> is(directive, "delete"))
                .forEach(directive -> merged.remove(identity(directive, key)));
        plain.forEach(change -> mergeInto(merged, identity(change, key), change, shape));
        ArrayNode list = before.arrayNode();
        merged.values().forEach(list::add);
        return order(list, before, plain, key);
    }

    private static void mergeInto(Map<String, JsonNode> merged, String identity, JsonNode change, Shape.ListOf shape) {
        JsonNode old = merged.get(identity);
        merged.put(
                identity,
                old instanceof ObjectNode target && change instanceof ObjectNode members
                        ? StrategicMerge.merge(target, members, shape.element())
                        : StrategicMerge.plain(change));
    }

    /// Elements with the key of an earlier one stay as they are, at a place of their own.
    private static String free(Map<String, JsonNode> taken, String identity) {
        String free = identity;
        for (int i = 1; taken.containsKey(free); i++) {
            free = identity + "\0" + i;
        }
        return free;
    }

    /// Whether it is no element, but says what to do with one, or with all.
    static boolean isDirective(JsonNode element) {
        if (!(element instanceof ObjectNode object) || !object.has(StrategicMerge.PATCH) || is(object, "merge")) {
            return false;
        }
        if (is(object, "delete") || is(object, "replace")) {
            return true;
        }
        throw StrategicMerge.unknownDirective(object.path(StrategicMerge.PATCH));
    }

    private static boolean is(ObjectNode element, String directive) {
        return element.path(StrategicMerge.PATCH).asString("").equals(directive);
    }

    /// What tells elements apart: the value of their key, or themselves where there is no key.
    static String identity(JsonNode element, String key) {
        if (key.isEmpty()) {
            return element.toString();
        }
        JsonNode value = element.get(key);
        if (value == null) {
            String sentence = "an element does not contain declared merge key: " + key;
            throw Fault.unprocessable(sentence, List.of(new Fault.Detail("FieldValueRequired", key, sentence)));
        }
        return value.toString();
    }

    static List<String> identities(ArrayNode elements, String key) {
        List<String> identities = new ArrayList<>();
        elements.forEach(element -> identities.add(identity(element, key)));
        return identities;
    }

    /// Sorts: what `wanted` names in its order; the rest in the order it had `before`, and ahead of
    /// what is named where it was ahead of it.
    static ArrayNode order(ArrayNode elements, ArrayNode before, ArrayNode wanted, String key) {
        Map<String, Integer> rank = ranks(wanted, key);
        Map<String, Integer> was = ranks(before, key);
        List<JsonNode> named = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        elements.forEach(element -> (rank.containsKey(identity(element, key)) ? named : others).add(element));
        named.sort((a, b) ->
                Integer.compare(rank.getOrDefault(identity(a, key), 0), rank.getOrDefault(identity(b, key), 0)));
        ArrayNode sorted = elements.arrayNode();
        int next = 0;
        for (JsonNode other : others) {
            int place = was.getOrDefault(identity(other, key), Integer.MAX_VALUE);
            while (next < named.size() && was.getOrDefault(identity(named.get(next), key), -1) < place) {
                sorted.add(named.get(next++));
            }
            sorted.add(other);
        }
        while (next < named.size()) {
            sorted.add(named.get(next++));
        }
        return sorted;
    }

    private static Map<String, Integer> ranks(ArrayNode elements, String key) {
        Map<String, Integer> ranks = new HashMap<>();
        elements.forEach(element -> ranks.putIfAbsent(identity(element, key), ranks.size()));
        return ranks;
    }
}
