package naru.pipeline.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of a call: those with names, those in order, and where the call stands.
///
/// @param call the called name
/// @param named arguments written `name: value`, in order
/// @param values arguments in order, a trailing closure last
/// @param at where the call is
public record Arguments(String call, Map<String, @Nullable Object> named, List<@Nullable Object> values, Position at) {
    /// Arguments in order only.
    public static Arguments of(String call, List<@Nullable Object> values, Position at) {
        return new Arguments(call, Map.of(), values, at);
    }

    /// As Groovy passes them: named ones as a map in front.
    public List<@Nullable Object> flat() {
        if (named.isEmpty()) {
            return values;
        }
        List<@Nullable Object> all = new ArrayList<>();
        all.add(new LinkedHashMap<>(named));
        all.addAll(values);
        return all;
    }

    /// How many there are, named ones counting as one map.
    public int count() {
        return values.size() + (named.isEmpty() ? 0 : 1);
    }

    /// The n-th in order, null when absent.
    public @Nullable Object value(int index) {
        List<@Nullable Object> all = flat();
        return index < all.size() ? all.get(index) : null;
    }

    /// The n-th as text.
    public String text(int index) {
        return Values.text(value(index));
    }

    /// The n-th as a whole number.
    public int integer(int index) {
        return Numbers.integer(value(index), at);
    }

    /// The n-th as a closure.
    public Closure closure(int index) {
        if (value(index) instanceof Closure closure) {
            return closure;
        }
        throw wrong("a closure as argument " + (index + 1));
    }

    /// Whether the n-th is a closure.
    public boolean isClosure(int index) {
        return value(index) instanceof Closure;
    }

    /// Refuses a call with fewer or more arguments.
    public Arguments require(int least, int most) {
        if (count() < least || count() > most) {
            throw wrong(least == most ? least + " argument(s)" : least + " to " + most + " arguments");
        }
        return this;
    }

    private ScriptFailure wrong(String expected) {
        return ScriptFailure.at(
                at, "'" + call + "' takes " + expected + ", not " + describe() + " (line " + at.line() + ")");
    }

    private String describe() {
        return count() == 0
                ? "none"
                : flat().stream().map(Values::typeName).toList().toString();
    }
}
