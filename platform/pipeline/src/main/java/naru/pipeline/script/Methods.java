package naru.pipeline.script;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the method of a value in the closed table of its type. What is in no table does not exist.
final class Methods {
    private static final Map<String, Method<Object>> COMMON = Map.of(
            "toString", (self, _, _) -> Values.text(self),
            "equals", (self, a, _) -> Values.same(self, a.value(0)),
            "hashCode", (self, _, _) -> Values.text(self).hashCode(),
            "is", (self, a, _) -> Values.identical(self, a.value(0)),
            "asBoolean", (self, _, _) -> Values.truth(self),
            "compareTo", (self, a, _) -> Values.compare(self, a.value(0), a.at()),
            "with", (self, a, i) -> with(self, a.closure(0), i),
            "tap",
                    (self, a, i) -> {
                        with(self, a.closure(0), i);
                        return self;
                    });

    private static final Map<String, Method<Map.Entry<?, ?>>> ENTRY =
            Map.of("getKey", (e, _, _) -> e.getKey(), "getValue", (e, _, _) -> e.getValue());

    private static final Map<String, Method<ScriptFailure>> FAILURE = Map.of(
            "getMessage", (f, _, _) -> f.getMessage(),
            "getLocalizedMessage", (f, _, _) -> f.getMessage(),
            "getCause", (f, _, _) -> f.getCause() instanceof ScriptFailure cause ? cause : null,
            "getStackTrace", (_, _, _) -> List.of(),
            "printStackTrace",
                    (f, a, i) -> i.host().call("echo", Arguments.of("echo", List.of(f.located()), a.at()), i));

    private static final Map<String, Method<Closure>> CLOSURE = Map.of(
            "call", (c, a, i) -> i.invoke(c, a),
            "doCall", (c, a, i) -> i.invoke(c, a),
            "curry", (c, a, _) -> c.curry(a.flat()),
            "memoize", (c, _, _) -> c,
            "getMaximumNumberOfParameters", (c, _, _) -> c.arity(),
            "setDelegate",
                    (c, a, _) -> {
                        c.delegate(a.value(0));
                        return null;
                    },
            "setResolveStrategy",
                    (c, a, _) -> {
                        c.delegateFirst(a.integer(0) == 1 || a.integer(0) == 3);
                        return null;
                    },
            "rehydrate",
                    (c, a, _) -> {
                        Closure copy = c.curry(List.of());
                        copy.delegate(a.value(0));
                        return copy;
                    });

    private static final Map<String, Method<Pattern>> PATTERN = Map.of(
            "matcher", (p, a, i) -> new Regex.Match(Regex.matcher(p, a.text(0), i.budget())),
            "pattern", (p, _, _) -> p.pattern());

    private static final Map<String, Method<Regex.Match>> MATCH = Map.of(
            "matches", (m, _, _) -> m.matcher.matches(),
            "find", (m, _, _) -> m.matcher.find(),
            "group", (m, a, _) -> group(m, a),
            "groupCount", (m, _, _) -> m.matcher.groupCount(),
            "size", (m, _, _) -> Regex.all(m).size(),
            "getCount", (m, _, _) -> Regex.all(m).size(),
            "replaceAll", (m, a, _) -> m.matcher.replaceAll(a.text(0)),
            "replaceFirst", (m, a, _) -> m.matcher.replaceFirst(a.text(0)),
            "start", (m, _, _) -> m.matcher.start(),
            "end", (m, _, _) -> m.matcher.end());

    private Methods() {}

    private static @Nullable Object group(Regex.Match match, Arguments arguments) {
        try {
            return arguments.count() == 0
                    ? match.matcher.group()
                    : Values.isText(arguments.value(0))
                            ? match.matcher.group(arguments.text(0))
                            : match.matcher.group(arguments.integer(0));
        } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ScriptFailure("IllegalStateException", String.valueOf(e.getMessage()), arguments.at(), e);
        }
    }

    private static @Nullable Object with(Object self, Closure closure, Interpreter interpreter) {
        Closure copy = closure.curry(List.of());
        copy.delegate(self);
        copy.delegateFirst(self instanceof Map<?, ?> || self instanceof Thing);
        return interpreter.call(copy, self);
    }

    private static Map<String, ? extends Method<?>> table(Object owner) {
        return switch (owner) {
            case Collection<?> _ -> Lists.METHODS;
            case Map<?, ?> _ -> Maps.METHODS;
            case Number _ -> NumberMethods.METHODS;
            case Map.Entry<?, ?> _ -> ENTRY;
            case ScriptFailure _ -> FAILURE;
            case Closure _ -> CLOSURE;
            case Pattern _ -> PATTERN;
            case Regex.Match _ -> MATCH;
            default -> Values.isText(owner) ? Texts.METHODS : Map.of();
        };
    }

    static boolean has(Object owner, String name) {
        return table(owner).containsKey(name) || COMMON.containsKey(name);
    }

    @SuppressWarnings("unchecked")
    static @Nullable Object call(Object owner, String name, Arguments arguments, Interpreter interpreter) {
        Method<Object> method = (Method<Object>) table(owner).get(name);
        if (method == null) {
            method = COMMON.get(name);
        }
        if (method == null && owner instanceof Regex.Match match) {
            return call(Regex.all(match), name, arguments, interpreter);
        }
        if (method == null) {
            Set<String> known = new TreeSet<>(table(owner).keySet());
            known.addAll(COMMON.keySet());
            throw Suggest.unknownMethod(name, Values.typeName(owner), known, arguments.at());
        }
        Object self = owner instanceof Interpolated text ? text.text() : owner;
        try {
            return method.call(self, arguments, interpreter);
        } catch (UnsupportedOperationException e) {
            throw new ScriptFailure(
                    "UnsupportedOperationException",
                    Values.typeName(owner) + " cannot be changed by " + name + " (line "
                            + arguments.at().line() + ")",
                    arguments.at(),
                    e);
        }
    }
}
