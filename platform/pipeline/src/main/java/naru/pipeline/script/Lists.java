package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        METHODS.put("get", (c, a, _) -> Sequences.at(list(c), a.value(0), a.at()));
        METHODS.put("getAt", (c, a, _) -> Sequences.at(list(c), a.value(0), a.at()));
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
        METHODS.put("join", (c, a, i) -> Sequences.join(c, a.count() == 0 ? "" : a.text(0), i));
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
            Sequences.put(list(c), a.integer(0), a.value(1), a.at(), i);
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
        METHODS.put("collectMany", (c, a, i) -> Sequences.flat(collect(c, v -> i.call(a.closure(0), v), i), 1));
        METHODS.put(
                "collectEntries",
                (c, a, i) -> Sequences.entries(snapshot(c), v -> a.count() == 0 ? v : i.call(a.closure(0), v), i));
        METHODS.put("find", (c, a, i) -> {
            for (Object value : snapshot(c)) {
                if (test(a, value, i)) {
                    return value;
                }
            }
            return null;
        });
        METHODS.put("findAll", (c, a, i) -> Sequences.kind(c, collect(c, i, v -> test(a, v, i))));
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
        METHODS.put("inject", (c, a, i) -> Sequences.inject(c, a, i));
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
            List<@Nullable Object> sorted = Sequences.sorted(new ArrayList<>(c), a, i);
            boolean inPlace = !(c instanceof Span) && c instanceof List<?> && !Boolean.FALSE.equals(a.value(0));
            if (inPlace) {
                Collection<@Nullable Object> target = collection(c);
                target.clear();
                target.addAll(sorted);
            }
            return sorted;
        });
        METHODS.put("toSorted", (c, a, i) -> Sequences.sorted(new ArrayList<>(c), a, i));
        METHODS.put("unique", (c, a, i) -> Sequences.unique(c, a, i));
        METHODS.put("toUnique", (c, a, i) -> Sequences.unique(new ArrayList<>(c), a, i));
        METHODS.put("reverse", (c, _, _) -> {
            List<@Nullable Object> copy = new ArrayList<>(c);
            Collections.reverse(copy);
            return copy;
        });
        METHODS.put("flatten", (c, _, i) -> {
            List<@Nullable Object> flat = Sequences.flat(c, 50);
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
        METHODS.put("sum", (c, a, i) -> Sequences.sum(c, a, i));
        METHODS.put("max", (c, a, i) -> Sequences.extreme(c, a, i, 1));
        METHODS.put("min", (c, a, i) -> Sequences.extreme(c, a, i, -1));
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
    static Collection<@Nullable Object> snapshot(Collection<?> all) {
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
}
