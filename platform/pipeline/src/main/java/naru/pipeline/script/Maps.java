package naru.pipeline.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The methods of maps. Closures of two parameters get key and value, others the entry.
final class Maps {
    static final Map<String, Method<Map<?, ?>>> METHODS = new TreeMap<>();

    static {
        METHODS.put("size", (m, _, _) -> m.size());
        METHODS.put("isEmpty", (m, _, _) -> m.isEmpty());
        METHODS.put("get", (m, a, _) -> get(m, a));
        METHODS.put("getAt", (m, a, _) -> m.get(Values.plain(a.value(0))));
        METHODS.put(
                "getOrDefault",
                (m, a, _) -> m.containsKey(Values.plain(a.value(0))) ? m.get(Values.plain(a.value(0))) : a.value(1));
        METHODS.put("put", (m, a, i) -> put(m, a, i));
        METHODS.put("putAt", (m, a, i) -> put(m, a, i));
        METHODS.put(
                "putIfAbsent",
                (m, a, i) -> m.containsKey(Values.plain(a.value(0))) ? m.get(Values.plain(a.value(0))) : put(m, a, i));
        METHODS.put("putAll", (m, a, i) -> {
            if (a.value(0) instanceof Map<?, ?> other) {
                i.budget().elements(other.size(), (long) m.size() + other.size());
                Values.map(m).putAll(other);
            }
            return null;
        });
        METHODS.put("remove", (m, a, _) -> m.remove(Values.plain(a.value(0))));
        METHODS.put("clear", (m, _, _) -> {
            m.clear();
            return null;
        });
        METHODS.put("containsKey", (m, a, _) -> m.containsKey(Values.plain(a.value(0))));
        METHODS.put("containsValue", (m, a, _) -> Operators.contains(m.values(), a.value(0)));
        METHODS.put("keySet", (m, _, _) -> new java.util.LinkedHashSet<Object>(m.keySet()));
        METHODS.put("values", (m, _, _) -> new ArrayList<Object>(m.values()));
        METHODS.put("entrySet", (m, _, _) -> entries(m));
        METHODS.put("each", (m, a, i) -> {
            entries(m).forEach(e -> call(a, e, i));
            return m;
        });
        METHODS.put("eachWithIndex", (m, a, i) -> {
            int index = 0;
            for (Object e : entries(m)) {
                i.call(a.closure(0), e, index++);
            }
            return m;
        });
        METHODS.put("collect", (m, a, i) -> {
            List<@Nullable Object> all = new ArrayList<>();
            entries(m).forEach(e -> all.add(call(a, e, i)));
            i.budget().elements(all.size(), all.size());
            return all;
        });
        METHODS.put("collectEntries", (m, a, i) -> Sequences.entries(entries(m), e -> call(a, e, i), i));
        METHODS.put("collectMany", (m, a, i) -> {
            List<@Nullable Object> all = new ArrayList<>();
            entries(m)
                    .forEach(e ->
                            Executor.Collections.iterate(call(a, e, i), a.at()).forEach(all::add));
            return all;
        });
        METHODS.put(
                "find",
                (m, a, i) -> entries(m).stream()
                        .filter(e -> test(a, e, i))
                        .findFirst()
                        .orElse(null));
        METHODS.put("findAll", (m, a, i) -> filter(m, e -> test(a, e, i)));
        METHODS.put("any", (m, a, i) -> entries(m).stream().anyMatch(e -> test(a, e, i)));
        METHODS.put("every", (m, a, i) -> entries(m).stream().allMatch(e -> test(a, e, i)));
        METHODS.put("count", (m, a, i) ->
                (int) entries(m).stream().filter(e -> test(a, e, i)).count());
        METHODS.put("sort", (m, a, i) -> sort(m, a, i));
        METHODS.put(
                "subMap", (m, a, _) -> filter(m, e -> Operators.contains(a.value(0), ((Map.Entry<?, ?>) e).getKey())));
        METHODS.put("groupBy", (m, a, i) -> Lists.method("groupBy").call(entries(m), a, i));
        METHODS.put("plus", (m, a, _) -> {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>(m);
            if (a.value(0) instanceof Map<?, ?> other) {
                all.putAll(other);
            }
            return all;
        });
        METHODS.put("inject", (m, a, i) -> Lists.method("inject").call(entries(m), a, i));
        METHODS.put("join", (m, a, i) -> Lists.method("join").call(entries(m), a, i));
    }

    private Maps() {}

    static List<@Nullable Object> entries(Map<?, ?> map) {
        return new ArrayList<>(map.entrySet());
    }

    private static @Nullable Object get(Map<?, ?> map, Arguments arguments) {
        Object key = Values.plain(arguments.value(0));
        if (arguments.count() == 2 && !map.containsKey(key)) {
            Values.map(map).put(key, arguments.value(1));
        }
        return map.get(key);
    }

    private static @Nullable Object put(Map<?, ?> map, Arguments arguments, Interpreter interpreter) {
        interpreter.budget().elements(1, map.size() + 1L);
        return Values.map(map).put(Values.plain(arguments.value(0)), arguments.value(1));
    }

    private static @Nullable Object call(Arguments arguments, @Nullable Object entry, Interpreter interpreter) {
        Closure closure = arguments.closure(arguments.count() - 1);
        return entry instanceof Map.Entry<?, ?> e && closure.arity() == 2
                ? interpreter.call(closure, e.getKey(), e.getValue())
                : interpreter.call(closure, entry);
    }

    private static boolean test(Arguments arguments, @Nullable Object entry, Interpreter interpreter) {
        return Values.truth(call(arguments, entry, interpreter));
    }

    private static Map<@Nullable Object, @Nullable Object> filter(
            Map<?, ?> map, java.util.function.Predicate<Object> test) {
        Map<@Nullable Object, @Nullable Object> kept = new LinkedHashMap<>();
        map.entrySet().forEach(e -> {
            if (test.test(e)) {
                kept.put(e.getKey(), e.getValue());
            }
        });
        return kept;
    }

    private static Object sort(Map<?, ?> map, Arguments arguments, Interpreter interpreter) {
        List<@Nullable Object> sorted = arguments.count() == 0
                ? new ArrayList<>(entries(map).stream()
                        .sorted((x, y) -> Values.compare(key(x), key(y), arguments.at()))
                        .toList())
                : Sequences.sorted(entries(map), arguments, interpreter);
        Map<@Nullable Object, @Nullable Object> result = new LinkedHashMap<>();
        sorted.forEach(e -> result.put(key(e), e instanceof Map.Entry<?, ?> entry ? entry.getValue() : null));
        return result;
    }

    private static @Nullable Object key(@Nullable Object entry) {
        return entry instanceof Map.Entry<?, ?> e ? e.getKey() : null;
    }
}
