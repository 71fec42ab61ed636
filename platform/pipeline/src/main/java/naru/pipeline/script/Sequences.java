package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the methods of lists, sets and ranges compute: joining, flattening, sorting, summing, indices.
final class Sequences {
    private Sequences() {}

    static String join(Collection<?> all, String between, Interpreter interpreter) {
        StringBuilder text = new StringBuilder();
        String comma = "";
        for (Object value : Lists.snapshot(all)) {
            String next = Values.text(value);
            interpreter.budget().text(next.length() + (long) between.length());
            text.append(comma).append(next);
            comma = between;
        }
        interpreter.budget().text(text.length());
        return text.toString();
    }

    static Object kind(Collection<?> like, List<@Nullable Object> values) {
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

    static List<@Nullable Object> flat(Collection<?> all, int depth) {
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

    static @Nullable Object inject(Collection<?> all, Arguments arguments, Interpreter interpreter) {
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

    static int compare(
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

    static Object unique(Collection<?> all, Arguments arguments, Interpreter interpreter) {
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
            Lists.collection(all).clear();
            Lists.collection(all).addAll(kept);
            return all;
        }
        return kept;
    }

    static @Nullable Object sum(Collection<?> all, Arguments arguments, Interpreter interpreter) {
        Object sum = null;
        Operators operators = interpreter.evaluator().operators();
        for (Object value : Lists.snapshot(all)) {
            Object next = arguments.isClosure(0) ? interpreter.call(arguments.closure(0), value) : value;
            sum = sum == null ? next : operators.apply("+", sum, next, arguments.at());
        }
        return sum == null && !arguments.isClosure(0) ? arguments.value(0) : sum;
    }

    static @Nullable Object extreme(Collection<?> all, Arguments arguments, Interpreter interpreter, int sign) {
        Closure order = arguments.isClosure(0) ? arguments.closure(0) : null;
        return Lists.snapshot(all).stream()
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
