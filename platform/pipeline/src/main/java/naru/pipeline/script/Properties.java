package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Properties of values: entries of maps, those of things, and a few names of the other types.
final class Properties {
    private static final Set<String> REFUSED =
            Set.of("class", "metaClass", "classLoader", "declaringClass", "rawBuild");

    private Properties() {}

    static @Nullable Object get(@Nullable Object owner, String name, Position at) {
        if (owner == null) {
            throw new ScriptFailure(
                    "NullPointerException",
                    "Cannot get property '" + name + "' on null object (line " + at.line() + ")",
                    at,
                    null);
        }
        if (REFUSED.contains(name) && !(owner instanceof Map<?, ?> map && map.containsKey(name))) {
            throw ScriptFailure.at(at, Names.refusal("." + name, at));
        }
        return switch (owner) {
            case Map<?, ?> map -> map.get(name);
            case Thing thing -> thing.get(name, at);
            case Map.Entry<?, ?> entry when name.equals("key") -> entry.getKey();
            case Map.Entry<?, ?> entry when name.equals("value") -> entry.getValue();
            case Span span when name.equals("from") -> span.from();
            case Span span when name.equals("to") -> span.to();
            case List<?> list when name.equals("length") -> list.size();
            case java.util.Collection<?> all -> spread(all, name, at);
            case ScriptFailure failure when name.equals("message") -> failure.getMessage();
            case ScriptFailure failure
            when name.equals("cause") -> failure.getCause() instanceof ScriptFailure cause ? cause : null;
            case Closure closure when name.equals("delegate") -> closure.delegate();
            case Closure closure when name.equals("maximumNumberOfParameters") -> closure.arity();
            default ->
                throw new ScriptFailure(
                        "MissingPropertyException",
                        "No such property: " + name + " of " + Values.typeName(owner) + " (line " + at.line() + ")",
                        at,
                        null);
        };
    }

    private static List<@Nullable Object> spread(java.util.Collection<?> all, String name, Position at) {
        List<@Nullable Object> values = new ArrayList<>();
        all.forEach(value -> values.add(get(value, name, at)));
        return values;
    }

    static void set(@Nullable Object owner, String name, @Nullable Object value, Position at) {
        switch (owner) {
            case null ->
                throw new ScriptFailure(
                        "NullPointerException", "Cannot set property '" + name + "' on null object", at, null);
            case Map<?, ?> map -> Values.map(map).put(name, value);
            case Thing thing -> thing.set(name, value, at);
            case Closure closure when name.equals("delegate") -> closure.delegate(value);
            case Closure closure
            when name.equals("resolveStrategy") ->
                closure.delegateFirst(Values.same(value, 1) || Values.same(value, 3));
            default ->
                throw ScriptFailure.at(
                        at, "'" + name + "' of " + Values.typeName(owner) + " cannot be set (line " + at.line() + ")");
        }
    }
}
