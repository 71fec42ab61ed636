package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.ClassNode;
import org.jspecify.annotations.Nullable;

/// What a declared type or a cast does to a value.
final class Casts {
    private Casts() {}

    /// `String x = …`, `int n = …`: text loses its origin, numbers take their width, the rest stays.
    static @Nullable Object declared(ClassNode type, @Nullable Object value, Position at) {
        if (value == null || type.isArray()) {
            return value;
        }
        return switch (type.getNameWithoutPackage()) {
            case "String", "GString", "CharSequence" -> Values.isText(value) ? value : Values.text(value);
            case "int", "Integer", "long", "Long", "double", "Double", "float", "Float", "BigDecimal", "BigInteger" ->
                value instanceof Number ? cast(type, value, at) : refuse(type, value, at);
            case "boolean", "Boolean" -> Values.truth(value);
            case "Set" -> value instanceof Collection<?> ? cast(type, value, at) : value;
            default -> value;
        };
    }

    /// `value as Type` and `(Type) value`.
    static @Nullable Object cast(ClassNode type, @Nullable Object value, Position at) {
        String name = type.getNameWithoutPackage();
        if (type.isArray()) {
            return value == null ? null : new ArrayList<>(toList(value, at));
        }
        if (value == null) {
            return name.equals("boolean") || name.equals("Boolean") ? false : null;
        }
        return switch (name) {
            case "String", "CharSequence", "GString" -> Values.text(value);
            case "int", "Integer", "short", "byte" ->
                number(value, "Integer", at).intValue();
            case "long", "Long" -> number(value, "Long", at).longValue();
            case "double", "Double", "float", "Float" ->
                number(value, "Double", at).doubleValue();
            case "BigDecimal", "Number" -> Numbers.decimal(number(value, "BigDecimal", at));
            case "BigInteger" ->
                Numbers.decimal(number(value, "BigDecimal", at)).toBigInteger();
            case "boolean", "Boolean" -> Values.truth(value);
            case "List", "ArrayList", "Collection", "LinkedList" -> new ArrayList<>(toList(value, at));
            case "Set", "HashSet", "LinkedHashSet", "TreeSet" -> new LinkedHashSet<>(toList(value, at));
            case "Map", "HashMap", "LinkedHashMap" -> value instanceof Map<?, ?> ? value : refuse(type, value, at);
            case "Object", "Closure", "Pattern" -> value;
            default ->
                throw ScriptFailure.at(
                        at,
                        "a value cannot become a " + name + " in a Jenkinsfile (line " + at.line()
                                + "): only text, numbers, booleans, lists, sets and maps");
        };
    }

    private static Number number(Object value, String type, Position at) {
        if (value instanceof Number number) {
            return number;
        }
        if (Values.isText(value)) {
            return Numbers.parse(Values.text(value), type, at);
        }
        throw ScriptFailure.at(at, "cannot make a number of " + Values.typeName(value));
    }

    static List<@Nullable Object> toList(Object value, Position at) {
        List<@Nullable Object> list = new ArrayList<>();
        Executor.Collections.iterate(value, at).forEach(list::add);
        return list;
    }

    private static Object refuse(ClassNode type, Object value, Position at) {
        throw new ScriptFailure(
                "GroovyCastException",
                "cannot make a " + type.getNameWithoutPackage() + " of " + Values.typeName(value) + " (line "
                        + at.line() + ")",
                at,
                null);
    }
}
