package naru.pipeline.script;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The few functions and constants that scripts call on type names, such as `Math.max` and `Integer.parseInt`.
final class Statics {
    private interface Function {
        @Nullable
        Object call(Arguments arguments, Interpreter interpreter);
    }

    /// A type name with its functions and constants.
    private record Type(String title, Map<String, Function> functions, Map<String, Object> constants) implements Thing {
        @Override
        public @Nullable Object get(String property, Position at) {
            Object constant = constants.get(property);
            if (constant == null) {
                throw ScriptFailure.at(at, Names.refusal(title + "." + property, at));
            }
            return constant;
        }

        @Override
        public @Nullable Object call(String method, Arguments arguments, Interpreter interpreter) {
            Function function = functions.get(method);
            if (function == null) {
                throw Suggest.unknownMethod(method, title, names(), arguments.at());
            }
            return function.call(arguments, interpreter);
        }

        @Override
        public Collection<String> names() {
            return functions.keySet();
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static final Map<String, Type> TYPES = new TreeMap<>();

    static {
        add(
                "Math",
                Map.of(
                        "max", (a, _) -> Values.compare(a.value(0), a.value(1), a.at()) >= 0 ? a.value(0) : a.value(1),
                        "min", (a, _) -> Values.compare(a.value(0), a.value(1), a.at()) <= 0 ? a.value(0) : a.value(1),
                        "abs",
                                (a, _) -> Values.compare(a.value(0), 0, a.at()) < 0
                                        ? Numbers.negate(number(a), a.at())
                                        : a.value(0),
                        "round",
                                (a, _) -> Numbers.decimal(number(a))
                                        .setScale(0, RoundingMode.HALF_UP)
                                        .longValue(),
                        "floor", (a, _) -> Math.floor(number(a).doubleValue()),
                        "ceil", (a, _) -> Math.ceil(number(a).doubleValue()),
                        "sqrt", (a, _) -> Math.sqrt(number(a).doubleValue()),
                        "pow", (a, _) -> Math.pow(number(a).doubleValue(), a.integer(1))),
                Map.of());
        add(
                "Integer",
                Map.of(
                        "parseInt", (a, _) -> Numbers.parse(a.text(0), "Integer", a.at()),
                        "valueOf", (a, _) -> Numbers.parse(a.text(0), "Integer", a.at()),
                        "toString", (a, _) -> a.text(0)),
                Map.of("MAX_VALUE", Integer.MAX_VALUE, "MIN_VALUE", Integer.MIN_VALUE));
        add(
                "Long",
                Map.of(
                        "parseLong", (a, _) -> Numbers.parse(a.text(0), "Long", a.at()),
                        "valueOf", (a, _) -> Numbers.parse(a.text(0), "Long", a.at())),
                Map.of("MAX_VALUE", Long.MAX_VALUE));
        add("Double", Map.of("parseDouble", (a, _) -> Numbers.parse(a.text(0), "Double", a.at())), Map.of());
        add(
                "Boolean",
                Map.of(
                        "parseBoolean", (a, _) -> Boolean.parseBoolean(a.text(0)),
                        "valueOf", (a, _) -> Boolean.parseBoolean(a.text(0))),
                Map.of("TRUE", true, "FALSE", false));
        add(
                "String",
                Map.of(
                        "valueOf", (a, _) -> a.text(0),
                        "format", (a, i) -> Texts.format(a.text(0), a.flat().subList(1, a.count()), a.at(), i),
                        "join",
                                (a, _) -> String.join(
                                        a.text(0),
                                        Casts.toList(
                                                        java.util.Objects.requireNonNullElse(a.value(1), List.of()),
                                                        a.at())
                                                .stream()
                                                .map(Values::text)
                                                .toList())),
                Map.of());
        add("Closure", Map.of(), Map.of("DELEGATE_FIRST", 1, "OWNER_FIRST", 0, "DELEGATE_ONLY", 3, "OWNER_ONLY", 2));
        add(
                "BigDecimal",
                Map.of("valueOf", (a, _) -> new BigDecimal(a.text(0))),
                Map.of("ZERO", BigDecimal.ZERO, "ONE", BigDecimal.ONE));
    }

    private Statics() {}

    private static Number number(Arguments arguments) {
        return arguments.value(0) instanceof Number n
                ? n
                : Numbers.parse(arguments.text(0), "BigDecimal", arguments.at());
    }

    private static void add(String name, Map<String, Function> functions, Map<String, Object> constants) {
        TYPES.put(name, new Type(name, functions, constants));
    }

    static @Nullable Thing find(String name) {
        return TYPES.get(name);
    }
}
