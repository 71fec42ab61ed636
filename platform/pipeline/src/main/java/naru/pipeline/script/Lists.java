package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The methods of lists, sets and ranges.
final class Lists {
    static final Map<String, Method<Collection<?>>> METHODS = new TreeMap<>();

    static {
        reading();
        changing();
        closures();
        making();
    }

    private Lists() {}

    private static void reading() {
        METHODS.put("size", (c, _, _) -> c.size());
        METHODS.put("isEmpty", (c, _, _) -> c.isEmpty());
        METHODS.put("get", (c, a, _) -> at(list(c), a.value(0), a.at()));
        METHODS.put("getAt", (c, a, _) -> at(list(c), a.value(0), a.at()));
        METHODS.put("first", (c, a, _) -> edge(c, true, a));
        METHODS.put("head", (c, a, _) -> edge(c, true, a));
        METHODS.put("last", (c, a, _) -> edge(c, false, a));
        METHODS.put("contains", (c, a, _) -> Operators.contains(c, a.value(0)));
        METHODS.put(
                "containsAll",
                (c, a, _) -> Casts.toList(given(a), a.at()).stream().allMatch(v -> Operators.contains(c, v)));
        METHODS.put("indexOf", (c, a, _) -> {
            int index = 0;
            for (Object value : c) {
                if (Values.same(value, a.value(0))) {
                    return index;
                }
                index++;
            }
            return -1;
        });
        METHODS.put("join", (c, a, i) -> join(c, a.count() == 0 ? "" : a.text(0), i));
        METHODS.put(
                "disjoint",
                (c, a, _) -> Casts.toList(given(a), a.at()).stream().noneMatch(v -> Operators.contains(c, v)));
    }

    private static void changing() {
        METHODS.put("add", (c, a, i) -> {
            i.budget().elements(1, c.size() + 1L);
            if (a.count() == 2 && c instanceof List<?> l && !(c instanceof Span)) {
                Values.list(l).add(Math.clamp(a.integer(0), 0, l.size()), a.value(1));
                return null;
            }
            return collection(c).add(a.value(0));
        });
        METHODS.put("push", (c, a, i) -> method("add").call(c, a, i));
        METHODS.put("leftShift", (c, a, i) -> {
            method("add").call(c, a, i);
            return c;
        });
        METHODS.put("addAll", (c, a, i) -> {
            List<@Nullable Object> more = Casts.toList(given(a), a.at());
            i.budget().elements(more.size(), (long) c.size() + more.size());
            return collection(c).addAll(more);
        });
        METHODS.put(
                "remove",
                (c, a, _) ->
                        a.value(0) instanceof Integer index && c instanceof List<?> l && index < l.size() && index >= 0
                                ? l.remove(index.intValue())
                                : c.remove(a.value(0)));
        METHODS.put("removeAt", (c, a, _) -> list(c).remove(Math.clamp(a.integer(0), 0, c.size() - 1)));
        METHODS.put("removeLast", (c, a, _) -> list(c).remove(nonEmpty(c, a).size() - 1));
        METHODS.put("pop", (c, a, _) -> list(c).remove(nonEmpty(c, a).size() - 1));
        METHODS.put(
                "removeAll",
                (c, a, i) -> a.isClosure(0)
                        ? c.removeIf(v -> test(a, v, i))
                        : c.removeIf(v -> Operators.contains(a.value(0), v)));
        METHODS.put(
                "retainAll",
                (c, a, i) -> a.isClosure(0)
                        ? c.removeIf(v -> !test(a, v, i))
                        : c.removeIf(v -> !Operators.contains(a.value(0), v)));
        METHODS.put("clear", (c, _, _) -> {
            c.clear();
            return null;
        });
        METHODS.put("set", (c, a, i) -> {
            put(list(c), a.integer(0), a.value(1), a.at(), i);
            return a.value(1);
        });
    }

    private static void closures() {
        METHODS.put("each", (c, a, i) -> {
            snapshot(c).forEach(v -> i.call(a.closure(0), v));
            return c;
        });
        METHODS.put("forEach", (c, a, i) -> method("each").call(c, a, i));
        METHODS.put("eachWithIndex", (c, a, i) -> {
            int index = 0;
            for (Object value : snapshot(c)) {
                i.call(a.closure(0), value, index++);
            }
            return c;
        });
        METHODS.put("reverseEach", (c, a, i) -> {
            List<@Nullable Object> reversed = new ArrayList<>(c);
            Collections.reverse(reversed);
            reversed.forEach(v -> i.call(a.closure(0), v));
            return c;
        });
        METHODS.put("collect", (c, a, i) -> collect(c, v -> a.count() == 0 ? v : i.call(a.closure(0), v), i));
        METHODS.put("collectMany", (c, a, i) -> flat(collect(c, v -> i.call(a.closure(0), v), i), 1));
        METHODS.put(
                "collectEntries",
                (c, a, i) -> entries(snapshot(c), v -> a.count() == 0 ? v : i.call(a.closure(0), v), i));
        METHODS.put("find", (c, a, i) -> {
            for (Object value : snapshot(c)) {
                if (test(a, value, i)) {
                    return value;
                }
            }
            return null;
        });
        METHODS.put("findAll", (c, a, i) -> kind(c, collect(c, i, v -> test(a, v, i))));
        METHODS.put("findResult", (c, a, i) -> {
            for (Object value : snapshot(c)) {
                Object result = i.call(a.closure(0), value);
                if (result != null) {
                    return result;
                }
            }
            return null;
        });
        METHODS.put(
                "findResults", (c, a, i) -> collect(collect(c, v -> i.call(a.closure(0), v), i), i, v -> v != null));
        METHODS.put("findIndexOf", (c, a, i) -> {
            int index = 0;
            for (Object value : snapshot(c)) {
                if (test(a, value, i)) {
                    return index;
                }
                index++;
            }
            return -1;
        });
        METHODS.put("any", (c, a, i) -> snapshot(c).stream().anyMatch(v -> test(a, v, i)));
        METHODS.put("every", (c, a, i) -> snapshot(c).stream().allMatch(v -> test(a, v, i)));
        METHODS.put("count", (c, a, i) -> (int) snapshot(c).stream()
                .filter(v -> a.isClosure(0) ? test(a, v, i) : Values.same(v, a.value(0)))
                .count());
        METHODS.put("inject", (c, a, i) -> inject(c, a, i));
        METHODS.put("groupBy", (c, a, i) -> {
            Map<@Nullable Object, @Nullable Object> groups = new LinkedHashMap<>();
            snapshot(c)
                    .forEach(v -> Values.list(java.util.Objects.requireNonNull(groups.computeIfAbsent(
                                    Values.plain(i.call(a.closure(0), v)), _ -> new ArrayList<@Nullable Object>())))
                            .add(v));
            return groups;
        });
        METHODS.put("countBy", (c, a, i) -> {
            Map<@Nullable Object, @Nullable Object> counts = new LinkedHashMap<>();
            snapshot(c).forEach(v -> {
                Object key = Values.plain(i.call(a.closure(0), v));
                counts.put(key, counts.get(key) instanceof Integer n ? n + 1 : 1);
            });
            return counts;
        });
        METHODS.put(
                "split",
                (c, a, i) -> new ArrayList<Object>(
                        List.of(collect(c, i, v -> test(a, v, i)), collect(c, i, v -> !test(a, v, i)))));
    }

    private static void making() {
        METHODS.put("sort", (c, a, i) -> {
            List<@Nullable Object> sorted = sorted(new ArrayList<>(c), a, i);
            boolean inPlace = !(c instanceof Span) && c instanceof List<?> && !Boolean.FALSE.equals(a.value(0));
            if (inPlace) {
                Collection<@Nullable Object> target = collection(c);
                target.clear();
                target.addAll(sorted);
            }
            return sorted;
        });
        METHODS.put("toSorted", (c, a, i) -> sorted(new ArrayList<>(c), a, i));
        METHODS.put("unique", (c, a, i) -> unique(c, a, i));
        METHODS.put("toUnique", (c, a, i) -> unique(new ArrayList<>(c), a, i));
        METHODS.put("reverse", (c, _, _) -> {
            List<@Nullable Object> copy = new ArrayList<>(c);
            Collections.reverse(copy);
            return copy;
        });
        METHODS.put("flatten", (c, _, i) -> {
            List<@Nullable Object> flat = flat(c, 50);
            i.budget().elements(flat.size(), flat.size());
            return flat;
        });
        METHODS.put("toList", (c, _, i) -> copy(c, i));
        METHODS.put("asList", (c, _, i) -> copy(c, i));
        METHODS.put("toSet", (c, _, i) -> new LinkedHashSet<>(copy(c, i)));
        METHODS.put("toArray", (c, _, i) -> copy(c, i));
        METHODS.put("asImmutable", (c, _, i) -> Collections.unmodifiableList(copy(c, i)));
        METHODS.put("take", (c, a, i) -> new ArrayList<>(copy(c, i).subList(0, Math.clamp(a.integer(0), 0, c.size()))));
        METHODS.put(
                "drop",
                (c, a, i) -> new ArrayList<>(copy(c, i).subList(Math.clamp(a.integer(0), 0, c.size()), c.size())));
        METHODS.put(
                "takeRight",
                (c, a, i) -> new ArrayList<>(
                        copy(c, i).subList(c.size() - Math.clamp(a.integer(0), 0, c.size()), c.size())));
        METHODS.put("tail", (c, a, i) -> new ArrayList<>(copy(nonEmpty(c, a), i).subList(1, c.size())));
        METHODS.put("init", (c, a, i) -> new ArrayList<>(copy(nonEmpty(c, a), i).subList(0, c.size() - 1)));
        METHODS.put(
                "subList",
                (c, a, i) -> new ArrayList<>(copy(c, i)
                        .subList(
                                Math.clamp(a.integer(0), 0, c.size()),
                                Math.clamp(a.integer(1), a.integer(0), c.size()))));
        METHODS.put("plus", (c, a, i) -> {
            List<@Nullable Object> all = copy(c, i);
            all.addAll(Casts.toList(given(a), a.at()));
            return all;
        });
        METHODS.put(
                "minus",
                (c, a, i) -> collect(
                        c,
                        i,
                        v -> a.value(0) instanceof Collection<?> gone
                                ? !Operators.contains(gone, v)
                                : !Values.same(a.value(0), v)));
        METHODS.put("intersect", (c, a, i) -> collect(c, i, v -> Operators.contains(a.value(0), v)));
        METHODS.put("collate", (c, a, i) -> {
            List<@Nullable Object> parts = new ArrayList<>();
            List<@Nullable Object> all = copy(c, i);
            int size = Math.max(1, a.integer(0));
            for (int from = 0; from < all.size(); from += size) {
                parts.add(new ArrayList<>(all.subList(from, Math.min(all.size(), from + size))));
            }
            return parts;
        });
        METHODS.put("transpose", (c, a, _) -> {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            c.forEach(row -> rows.add(Casts.toList(java.util.Objects.requireNonNullElse(row, List.of()), a.at())));
            int width = rows.stream().mapToInt(List::size).min().orElse(0);
            List<@Nullable Object> columns = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                int column = i;
                columns.add(
                        new ArrayList<>(rows.stream().map(r -> r.get(column)).toList()));
            }
            return columns;
        });
        METHODS.put("withIndex", (c, _, i) -> {
            List<@Nullable Object> pairs = new ArrayList<>();
            int index = 0;
            for (Object value : copy(c, i)) {
                List<@Nullable Object> pair = new ArrayList<>();
                pair.add(value);
                pair.add(index++);
                pairs.add(pair);
            }
            return pairs;
        });
        METHODS.put("sum", (c, a, i) -> sum(c, a, i));
        METHODS.put("max", (c, a, i) -> extreme(c, a, i, 1));
        METHODS.put("min", (c, a, i) -> extreme(c, a, i, -1));
        METHODS.put("iterator", (c, _, i) -> copy(c, i));
        METHODS.put("step", (c, a, i) -> {
            List<@Nullable Object> picked = new ArrayList<>();
            List<@Nullable Object> all = copy(c, i);
            for (int index = 0; index < all.size(); index += Math.max(1, a.integer(0))) {
                picked.add(all.get(index));
            }
            return picked;
        });
    }

    /// A method that is surely there.
    static Method<Collection<?>> method(String name) {
        return java.util.Objects.requireNonNull(METHODS.get(name));
    }

    @SuppressWarnings("unchecked")
    static Collection<@Nullable Object> collection(Object value) {
        return (Collection<@Nullable Object>) value;
    }

    private static List<@Nullable Object> list(Collection<?> all) {
        return all instanceof List<?> list ? Values.list(list) : new ArrayList<>(all);
    }

    private static Object given(Arguments arguments) {
        Object value = arguments.value(0);
        return value == null
                ? List.of()
                : value instanceof Collection<?> || value instanceof Map<?, ?> ? value : List.of(value);
    }

    private static Collection<?> nonEmpty(Collection<?> all, Arguments arguments) {
        if (all.isEmpty()) {
            throw new ScriptFailure(
                    "NoSuchElementException",
                    "the list is empty (line " + arguments.at().line() + ")",
                    arguments.at(),
                    null);
        }
        return all;
    }

    private static @Nullable Object edge(Collection<?> all, boolean first, Arguments arguments) {
        List<@Nullable Object> list = list(nonEmpty(all, arguments));
        return first ? list.getFirst() : list.getLast();
    }

    private static List<@Nullable Object> copy(Collection<?> all, Interpreter interpreter) {
        interpreter.budget().elements(all.size(), all.size());
        return new ArrayList<>(all);
    }

    /// What a loop goes through while its body may change the collection; a range stays a range.
    private static Collection<@Nullable Object> snapshot(Collection<?> all) {
        return all instanceof Span span ? span : new ArrayList<>(all);
    }

    private static boolean test(Arguments arguments, @Nullable Object value, Interpreter interpreter) {
        return Values.truth(arguments.count() == 0 ? value : interpreter.call(arguments.closure(0), value));
    }

    private static List<@Nullable Object> collect(
            Collection<?> all, Function<@Nullable Object, @Nullable Object> change, Interpreter interpreter) {
        List<@Nullable Object> result = new ArrayList<>();
        for (Object value : snapshot(all)) {
            result.add(change.apply(value));
            interpreter.budget().elements(1, result.size());
        }
        return result;
    }

    private static List<@Nullable Object> collect(
            Collection<?> all, Interpreter interpreter, java.util.function.Predicate<@Nullable Object> kept) {
        List<@Nullable Object> result = new ArrayList<>();
        for (Object value : snapshot(all)) {
            if (kept.test(value)) {
                result.add(value);
                interpreter.budget().elements(1, result.size());
            }
        }
        return result;
    }

    private static String join(Collection<?> all, String between, Interpreter interpreter) {
        StringBuilder text = new StringBuilder();
        String comma = "";
        for (Object value : snapshot(all)) {
            String next = Values.text(value);
            interpreter.budget().text(next.length() + (long) between.length());
            text.append(comma).append(next);
            comma = between;
        }
        interpreter.budget().text(text.length());
        return text.toString();
    }

    private static Object kind(Collection<?> like, List<@Nullable Object> values) {
        return like instanceof Set<?> ? new LinkedHashSet<>(values) : values;
    }

    static Map<@Nullable Object, @Nullable Object> entries(
            Collection<@Nullable Object> values,
            Function<@Nullable Object, @Nullable Object> change,
            Interpreter interpreter) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (Object value : values) {
            switch (change.apply(value)) {
                case Map<?, ?> more -> map.putAll(more);
                case List<?> pair when pair.size() == 2 -> map.put(Values.plain(pair.get(0)), pair.get(1));
                case Map.Entry<?, ?> entry -> map.put(entry.getKey(), entry.getValue());
                case null, default ->
                    throw ScriptFailure.at(Position.NONE, "collectEntries needs [key, value] or a map of each element");
            }
            interpreter.budget().elements(1, map.size());
        }
        return map;
    }

    private static List<@Nullable Object> flat(Collection<?> all, int depth) {
        List<@Nullable Object> flat = new ArrayList<>();
        for (Object value : all) {
            if (value instanceof Collection<?> inner && depth > 0) {
                flat.addAll(flat(inner, depth - 1));
            } else {
                flat.add(value);
            }
        }
        return flat;
    }

    private static @Nullable Object inject(Collection<?> all, Arguments arguments, Interpreter interpreter) {
        List<@Nullable Object> values = new ArrayList<>(all);
        boolean seeded = arguments.count() == 2;
        if (!seeded && values.isEmpty()) {
            return null;
        }
        Object result = seeded ? arguments.value(0) : values.removeFirst();
        for (Object value : values) {
            result = interpreter.call(arguments.closure(seeded ? 1 : 0), result, value);
        }
        return result;
    }

    static List<@Nullable Object> sorted(List<@Nullable Object> values, Arguments arguments, Interpreter interpreter) {
        int last = arguments.count() - 1;
        Closure order = last >= 0 && arguments.isClosure(last) ? arguments.closure(last) : null;
        interpreter.budget().elements(values.size(), values.size());
        try {
            values.sort((x, y) -> compare(x, y, order, arguments, interpreter));
        } catch (IllegalArgumentException e) {
            throw new ScriptFailure(
                    "IllegalArgumentException", "the order given to sort contradicts itself", arguments.at(), e);
        }
        return values;
    }

    private static int compare(
            @Nullable Object x,
            @Nullable Object y,
            @Nullable Closure order,
            Arguments arguments,
            Interpreter interpreter) {
        if (order == null) {
            return Values.compare(x, y, arguments.at());
        }
        return order.arity() == 2
                ? Numbers.integer(interpreter.call(order, x, y), arguments.at())
                : Values.compare(interpreter.call(order, x), interpreter.call(order, y), arguments.at());
    }

    private static Object unique(Collection<?> all, Arguments arguments, Interpreter interpreter) {
        List<@Nullable Object> kept = new ArrayList<>();
        List<@Nullable Object> keys = new ArrayList<>();
        for (Object value : all) {
            Object key = arguments.isClosure(0) ? interpreter.call(arguments.closure(0), value) : value;
            interpreter.tick(arguments.at());
            if (!Operators.contains(keys, key)) {
                keys.add(key);
                kept.add(value);
            }
        }
        if (!Boolean.FALSE.equals(arguments.value(0)) && !(all instanceof Span)) {
            collection(all).clear();
            collection(all).addAll(kept);
            return all;
        }
        return kept;
    }

    private static @Nullable Object sum(Collection<?> all, Arguments arguments, Interpreter interpreter) {
        Object sum = null;
        Operators operators = interpreter.evaluator().operators();
        for (Object value : snapshot(all)) {
            Object next = arguments.isClosure(0) ? interpreter.call(arguments.closure(0), value) : value;
            sum = sum == null ? next : operators.apply("+", sum, next, arguments.at());
        }
        return sum == null && !arguments.isClosure(0) ? arguments.value(0) : sum;
    }

    private static @Nullable Object extreme(Collection<?> all, Arguments arguments, Interpreter interpreter, int sign) {
        Closure order = arguments.isClosure(0) ? arguments.closure(0) : null;
        return snapshot(all).stream()
                .max((x, y) -> sign * compare(x, y, order, arguments, interpreter))
                .orElse(null);
    }

    static void put(
            List<@Nullable Object> list, int index, @Nullable Object value, Position at, Interpreter interpreter) {
        int real = index < 0 ? list.size() + index : index;
        if (real < 0 || real > list.size() + 10_000) {
            throw new ScriptFailure("IndexOutOfBoundsException", "index " + index + ", size " + list.size(), at, null);
        }
        interpreter.budget().elements(Math.max(0, real - list.size() + 1), Math.max(real + 1, list.size()));
        while (list.size() <= real) {
            list.add(null);
        }
        list.set(real, value);
    }

    static @Nullable Object at(List<@Nullable Object> list, @Nullable Object key, Position at) {
        if (key instanceof List<?> indices) {
            List<@Nullable Object> picked = new ArrayList<>();
            for (Object index : resolve(indices, list.size())) {
                picked.add(at(list, index, at));
            }
            return picked;
        }
        if (Values.isText(key)) {
            return Properties.get(list, Values.text(key), at);
        }
        int index = Numbers.integer(key, at);
        int real = index < 0 ? list.size() + index : index;
        if (real < 0 && !list.isEmpty()) {
            throw new ScriptFailure(
                    "ArrayIndexOutOfBoundsException", "index " + index + ", size " + list.size(), at, null);
        }
        return real >= 0 && real < list.size() ? list.get(real) : null;
    }

    /// Indices as meant: a range that ends at a negative number ends that far from the end.
    static List<?> resolve(List<?> indices, int size) {
        if (indices instanceof Span span) {
            int from = span.from() < 0 ? size + span.from() : span.from();
            int to = span.to() < 0 ? size + span.to() : span.to();
            return new Span(from, to, span.isEmpty());
        }
        return indices;
    }
}
