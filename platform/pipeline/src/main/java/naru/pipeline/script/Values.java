package naru.pipeline.script;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What values are in a script: truth, text, equality, order, names of types.
public final class Values {
    private static final int DEEP = 20;

    private Values() {}

    /// A list as scripts have them.
    @SuppressWarnings("unchecked")
    public static List<@Nullable Object> list(Object value) {
        return (List<@Nullable Object>) value;
    }

    /// A map as scripts have them.
    @SuppressWarnings("unchecked")
    public static Map<@Nullable Object, @Nullable Object> map(Object value) {
        return (Map<@Nullable Object, @Nullable Object>) value;
    }

    /// Whether a value is text, with values put in or not.
    public static boolean isText(@Nullable Object value) {
        return value instanceof String || value instanceof Interpolated;
    }

    /// Text loses the memory of what was put into it; other values stay.
    public static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Interpolated interpolated ? interpolated.text() : value;
    }

    /// Groovy's truth: null, zero, empty and no match are false.
    public static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean b -> b;
            case Number n -> n.doubleValue() != 0;
            case String s -> !s.isEmpty();
            case Interpolated i -> !i.text().isEmpty();
            case Collection<?> c -> !c.isEmpty();
            case Map<?, ?> m -> !m.isEmpty();
            case Regex.Match m -> m.matcher.reset().find();
            default -> true;
        };
    }

    /// The text of a value as Groovy prints it.
    public static String text(@Nullable Object value) {
        return text(value, 0);
    }

    private static String text(@Nullable Object value, int depth) {
        if (depth > DEEP) {
            return "...";
        }
        return switch (value) {
            case null -> "null";
            case String s -> s;
            case Interpolated i -> i.text();
            case BigDecimal d -> d.toPlainString();
            case Collection<?> c -> listText(c, depth);
            case Map<?, ?> m -> mapText(m, depth);
            case ScriptFailure f -> f.type() + (f.sentence().isEmpty() ? "" : ": " + f.sentence());
            case Thing t -> t.title();
            case Regex.Match m -> m.matcher.toString();
            default -> value.toString();
        };
    }

    private static String listText(Collection<?> values, int depth) {
        StringBuilder text = new StringBuilder("[");
        String comma = "";
        for (Object value : values) {
            text.append(comma).append(text(value, depth + 1));
            comma = ", ";
            refuseHuge(text);
        }
        return text.append(']').toString();
    }

    private static String mapText(Map<?, ?> values, int depth) {
        if (values.isEmpty()) {
            return "[:]";
        }
        StringBuilder text = new StringBuilder("[");
        String comma = "";
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            text.append(comma).append(text(entry.getKey(), depth + 1)).append(':');
            text.append(text(entry.getValue(), depth + 1));
            comma = ", ";
            refuseHuge(text);
        }
        return text.append(']').toString();
    }

    private static void refuseHuge(StringBuilder text) {
        if (text.length() > Budget.LARGEST) {
            throw new ScriptStopped("the script was stopped: a text of more than " + Budget.LARGEST + " characters");
        }
    }

    /// Groovy's `==`: numbers by value, text by characters, collections by elements.
    public static boolean same(@Nullable Object left, @Nullable Object right) {
        return same(left, right, 0);
    }

    private static boolean same(@Nullable Object left, @Nullable Object right, int depth) {
        if (left == null || right == null || depth > DEEP) {
            return left == null && right == null;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Numbers.compare(a, b) == 0;
        }
        if (isText(left) && isText(right)) {
            return text(left).equals(text(right));
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return sameList(a, b, depth);
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return sameMap(a, b, depth);
        }
        return left instanceof Set<?> a && right instanceof Set<?> b ? a.equals(b) : Objects.equals(left, right);
    }

    private static boolean sameList(List<?> a, List<?> b, int depth) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> other = b.iterator();
        for (Object value : a) {
            if (!same(value, other.next(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMap(Map<?, ?> a, Map<?, ?> b, int depth) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : a.entrySet()) {
            if (!b.containsKey(entry.getKey()) || !same(entry.getValue(), b.get(entry.getKey()), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /// Groovy's `===`: one and the same, values of numbers and text counting as one.
    @SuppressWarnings("ReferenceEquality")
    static boolean identical(@Nullable Object left, @Nullable Object right) {
        Object a = plain(left);
        Object b = plain(right);
        return a == b || ((a instanceof Number || a instanceof String) && a.equals(b));
    }

    /// Groovy's order: null first, numbers by value, text by characters.
    public static int compare(@Nullable Object left, @Nullable Object right, Position at) {
        if (left == null || right == null) {
            return left != null ? 1 : right != null ? -1 : 0;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Numbers.compare(a, b);
        }
        if (isText(left) && isText(right)) {
            return text(left).compareTo(text(right));
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a.compareTo(b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return a.size() - b.size();
        }
        throw ScriptFailure.at(at, "cannot compare " + typeName(left) + " with " + typeName(right));
    }

    /// The simple name of a value's type, as in Groovy.
    public static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String _ -> "String";
            case Interpolated _ -> "GString";
            case Boolean _ -> "Boolean";
            case Integer _ -> "Integer";
            case Long _ -> "Long";
            case BigInteger _ -> "BigInteger";
            case BigDecimal _ -> "BigDecimal";
            case Double _ -> "Double";
            case Span _ -> "Range";
            case List<?> _ -> "List";
            case Set<?> _ -> "Set";
            case Map<?, ?> _ -> "Map";
            case Map.Entry<?, ?> _ -> "Entry";
            case Closure _ -> "Closure";
            case Pattern _ -> "Pattern";
            case Regex.Match _ -> "Matcher";
            case ScriptFailure f -> f.simpleType();
            case Thing t -> t.title();
            default -> "value";
        };
    }
}
