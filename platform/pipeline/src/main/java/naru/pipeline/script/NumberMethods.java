package naru.pipeline.script;

import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/// The methods of numbers.
final class NumberMethods {
    static final Map<String, Method<Number>> METHODS = new TreeMap<>();

    static {
        METHODS.put("toInteger", (n, _, _) -> n.intValue());
        METHODS.put("intValue", (n, _, _) -> n.intValue());
        METHODS.put("toLong", (n, _, _) -> n.longValue());
        METHODS.put("longValue", (n, _, _) -> n.longValue());
        METHODS.put("toDouble", (n, _, _) -> n.doubleValue());
        METHODS.put("doubleValue", (n, _, _) -> n.doubleValue());
        METHODS.put("toBigDecimal", (n, _, _) -> Numbers.decimal(n));
        METHODS.put("abs", (n, a, _) -> n.doubleValue() < 0 ? Numbers.negate(n, a.at()) : n);
        METHODS.put(
                "round",
                (n, a, _) -> a.count() == 0
                        ? (Object) Numbers.decimal(n)
                                .setScale(0, RoundingMode.HALF_UP)
                                .longValue()
                        : Numbers.decimal(n).setScale(Math.clamp(a.integer(0), 0, 100), RoundingMode.HALF_UP));
        METHODS.put("intdiv", (n, a, _) -> Numbers.apply("intdiv", n, a.integer(0), a.at()));
        METHODS.put("mod", (n, a, _) -> Numbers.apply("%", n, a.integer(0), a.at()));
        METHODS.put("plus", (n, a, _) -> Numbers.apply("+", n, a.integer(0), a.at()));
        METHODS.put("minus", (n, a, _) -> Numbers.apply("-", n, a.integer(0), a.at()));
        METHODS.put("multiply", (n, a, _) -> Numbers.apply("*", n, a.integer(0), a.at()));
        METHODS.put("power", (n, a, _) -> Numbers.apply("**", n, a.integer(0), a.at()));
        METHODS.put("times", (n, a, i) -> {
            for (int turn = 0; turn < n.intValue(); turn++) {
                i.call(a.closure(0), turn);
            }
            return null;
        });
        METHODS.put("upto", (n, a, i) -> {
            for (int turn = n.intValue(); turn <= a.integer(0); turn++) {
                i.call(a.closure(1), turn);
            }
            return null;
        });
        METHODS.put("downto", (n, a, i) -> {
            for (int turn = n.intValue(); turn >= a.integer(0); turn--) {
                i.call(a.closure(1), turn);
            }
            return null;
        });
    }

    private NumberMethods() {}
}
