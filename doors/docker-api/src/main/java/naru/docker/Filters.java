package naru.docker;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;

/// The `filters` parameter: names with values, any of which may match; different names must all match.
final class Filters {
    private final Map<String, Set<String>> values;

    private Filters(Map<String, Set<String>> values) {
        this.values = values;
    }

    /// Reads `{"label":{"a=b":true}}` or the older `{"label":["a=b"]}`; names outside `allowed` are refused.
    static Filters parse(String json, String... allowed) {
        Filters filters = any(json);
        for (String name : filters.values.keySet()) {
            if (!List.of(allowed).contains(name)) {
                throw Fault.invalid("invalid filter '" + name + "'");
            }
        }
        return filters;
    }

    /// As [#parse], with any names.
    static Filters any(String json) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        if (!json.isEmpty()) {
            tree(json).properties().forEach(entry -> values.put(entry.getKey(), texts(entry.getValue())));
        }
        return new Filters(values);
    }

    private static JsonNode tree(String json) {
        try {
            JsonNode tree = Json.tree(json.getBytes(StandardCharsets.UTF_8));
            if (tree.isObject()) {
                return tree;
            }
        } catch (Fault e) {
            throw new Fault(Fault.Kind.INVALID, "invalid filter", e);
        }
        throw Fault.invalid("invalid filter");
    }

    private static Set<String> texts(JsonNode node) {
        Set<String> texts = new LinkedHashSet<>();
        if (node.isArray()) {
            node.forEach(n -> texts.add(n.asString("")));
        } else if (node.isObject()) {
            node.properties().stream().filter(e -> e.getValue().asBoolean(true)).forEach(e -> texts.add(e.getKey()));
        } else {
            throw Fault.invalid("invalid filter");
        }
        return texts;
    }

    /// The names that were given.
    Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /// The values of a name.
    Set<String> all(String name) {
        return values.getOrDefault(name, Set.of());
    }

    /// Whether the name was given.
    boolean has(String name) {
        return !all(name).isEmpty();
    }

    /// Whether nothing was given under this name, or one of the values fits.
    boolean any(String name, Predicate<String> fits) {
        return !has(name) || all(name).stream().anyMatch(fits);
    }

    /// Whether every `label` is there and every `label!` is not, each as `name` or `name=value`.
    boolean labels(Map<String, String> labels) {
        return all("label").stream().allMatch(wanted -> labelled(labels, wanted))
                && all("label!").stream().noneMatch(wanted -> labelled(labels, wanted));
    }

    private static boolean labelled(Map<String, String> labels, String wanted) {
        int equals = wanted.indexOf('=');
        return equals < 0
                ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }

    /// A switch such as `dangling`; INVALID if it is neither true nor false.
    boolean flag(String name, boolean absent) {
        Set<String> given = all(name);
        if (given.isEmpty()) {
            return absent;
        }
        if (given.stream().allMatch(v -> v.equals("true") || v.equals("1"))) {
            return true;
        }
        if (given.stream().allMatch(v -> v.equals("false") || v.equals("0"))) {
            return false;
        }
        throw Fault.invalid("invalid filter '" + name + "=" + List.copyOf(given) + "'");
    }
}
