package naru.pipeline.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import naru.pipeline.script.Arguments;
import naru.pipeline.script.Closure;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.Values;
import org.jspecify.annotations.Nullable;

/// The arguments of a step, by name or in order, with a block at the end.
record Given(Arguments arguments) {
    /// A value by name; for `position` >= 0 also by its place.
    @Nullable
    Object value(String name, int position) {
        Object named = arguments.named().get(name);
        if (named != null || position < 0) {
            return named;
        }
        List<@Nullable Object> values = arguments.values();
        Object first = values.isEmpty() ? null : values.getFirst();
        if (first instanceof java.util.Map<?, ?> map && arguments.named().isEmpty() && map.containsKey(name)) {
            return map.get(name);
        }
        Object value = position < values.size() ? values.get(position) : null;
        return value instanceof Closure ? null : value;
    }

    Optional<String> text(String name, int position) {
        return Optional.ofNullable(value(name, position)).map(Values::text);
    }

    String text(String name, int position, String absent) {
        return text(name, position).orElse(absent);
    }

    String required(String name, int position) {
        return text(name, position).orElseThrow(() -> missing("'" + name + "'"));
    }

    boolean flag(String name, boolean absent) {
        Object value = value(name, -1);
        return value == null ? absent : Values.truth(value);
    }

    long number(String name, int position) {
        Object value = value(name, position);
        if (value instanceof Number n) {
            return n.longValue();
        }
        try {
            return Long.parseLong(required(name, position).strip());
        } catch (NumberFormatException e) {
            throw new ScriptFailure(
                    "IllegalArgumentException",
                    "'" + arguments.call() + "' takes a whole number as '" + name + "', not " + Values.text(value),
                    arguments.at(),
                    e);
        }
    }

    /// Patterns separated by commas.
    static List<String> patterns(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .toList();
    }

    /// The block, or a failure that says there is none.
    Closure block() {
        Object last = arguments.values().isEmpty() ? null : arguments.values().getLast();
        if (last instanceof Closure closure) {
            return closure;
        }
        throw missing("a block { … }");
    }

    ScriptFailure missing(String what) {
        return new ScriptFailure(
                "IllegalArgumentException",
                "'" + arguments.call() + "' needs " + what + " (line "
                        + arguments.at().line() + ")",
                arguments.at(),
                null);
    }
}
