package naru.node.pod.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// Amounts as Kubernetes writes them: `100m`, `1.5`, `64Mi`, `1G`, `2e3` (API reference, Quantity).
public final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("([+-]?[0-9]*\\.?[0-9]*)((?:[eE][+-]?[0-9]{1,2})|[numkMGTPE]|[KMGTPE]i)?");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    private Quantity() {}

    /// The amount; INVALID for what is none.
    public static BigDecimal of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !form.group(1).matches(".*[0-9].*")) {
            throw Fault.invalid("not a quantity: \"" + text + "\"");
        }
        String unit = form.group(2) == null ? "" : form.group(2);
        if (unit.length() > 1 && Character.toLowerCase(unit.charAt(0)) == 'e') {
            return new BigDecimal(form.group(1) + unit);
        }
        return new BigDecimal(form.group(1)).multiply(UNITS.getOrDefault(unit, BigDecimal.ONE));
    }

    /// The amount in whole units, rounded up; 0 for an empty text.
    public static long units(String text) {
        return text.isEmpty() ? 0 : ceiling(of(text));
    }

    /// The amount in thousandths, rounded up; 0 for an empty text.
    public static long milli(String text) {
        return text.isEmpty() ? 0 : ceiling(of(text).scaleByPowerOfTen(3));
    }

    private static long ceiling(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    /// An amount divided by another, rounded up, as `resourceFieldRef` wants it.
    public static long divided(String text, String divisor) {
        BigDecimal by = divisor.isEmpty() || divisor.equals("0") ? BigDecimal.ONE : of(divisor);
        return of(text).divide(by, 0, RoundingMode.CEILING).longValue();
    }
}
