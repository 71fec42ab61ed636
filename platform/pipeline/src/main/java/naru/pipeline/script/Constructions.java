package naru.pipeline.script;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/// What `new` can make: collections, numbers, text, times, and exceptions to throw.
final class Constructions {
    private Constructions() {}

    static Object make(String type, Arguments arguments, Interpreter interpreter) {
        String name = type.substring(type.lastIndexOf('.') + 1);
        Position at = arguments.at();
        Object first = arguments.value(0);
        if (name.endsWith("Exception") || name.endsWith("Error") || name.equals("Throwable")) {
            ScriptFailure cause = arguments.value(1) instanceof ScriptFailure failure ? failure : null;
            return new ScriptFailure(type, first == null ? "" : Values.text(first), at, cause);
        }
        return switch (name) {
            case "ArrayList", "LinkedList" ->
                first instanceof java.util.Collection<?> c ? new ArrayList<>(c) : new ArrayList<>();
            case "HashSet", "LinkedHashSet", "TreeSet" ->
                first instanceof java.util.Collection<?> c ? new LinkedHashSet<>(c) : new LinkedHashSet<>();
            case "HashMap", "LinkedHashMap", "TreeMap" ->
                first instanceof Map<?, ?> m ? new LinkedHashMap<>(m) : new LinkedHashMap<>();
            case "String" -> first == null ? "" : Values.text(first);
            case "BigDecimal" -> Numbers.bounded(new BigDecimal(arguments.text(0)), at);
            case "Integer" -> Numbers.parse(arguments.text(0), "Integer", at);
            case "Date" -> new Moment(first instanceof Number n ? n.longValue() : System.currentTimeMillis());
            default -> throw ScriptFailure.at(at, Names.refusal("new " + name, at));
        };
    }
}
