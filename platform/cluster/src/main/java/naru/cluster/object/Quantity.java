package naru.cluster.object;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// An amount of a resource as Kubernetes writes it (API reference, "Quantity"): `100m`, `1.5`, `128Mi`, `1G`, `1e3`.
/// Exact: fractions finer than 1n are rounded up. Two quantities are equal if their amounts are, however written.
///
/// @param amount in the resource's own unit (cores, bytes)
/// @param form how it was written, and is written again
public record Quantity(BigDecimal amount, Form form) implements Comparable<Quantity> {
    /// Nothing.
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Form.DECIMAL);

    private static final Pattern GRAMMAR = Pattern.compile(
            "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?[0-9]{1,3}))?");
    private static final String BINARY = "KMGTPE";
    private static final String DECIMAL = "num kMGTPE";
    private static final BigDecimal STEP = BigDecimal.valueOf(1024);
    private static final int FINEST = 9;

    /// How amounts are written.
    public enum Form {
        /// With Ki, Mi, Gi …: powers of 1,024.
        BINARY,
        /// With n, u, m, k, M, G …: powers of 1,000.
        DECIMAL,
        /// With e3, e6 …
        EXPONENT
    }

    /// Reads a quantity.
    ///
    /// @throws Fault INVALID if it is none
    public static Quantity parse(String text) {
        return read(text)
                .orElseThrow(() -> Fault.invalid("\"" + text
                        + "\" is no quantity: write a number, then nothing or a suffix such as m, k or Mi"));
    }

    /// Reads a quantity, if the text is one.
    public static Optional<Quantity> read(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number =
                new BigDecimal(matcher.group(1).startsWith("+") ? text(matcher).substring(1) : text(matcher));
        if (matcher.group(2) != null) {
            int power = BINARY.indexOf(matcher.group(2).charAt(0)) + 1;
            return Optional.of(new Quantity(number.multiply(STEP.pow(power)), Form.BINARY));
        }
        if (matcher.group(4) != null) {
            return Optional.of(
                    new Quantity(number.scaleByPowerOfTen(Integer.parseInt(matcher.group(4))), Form.EXPONENT));
        }
        int exponent = matcher.group(3) == null ? 0 : (DECIMAL.indexOf(matcher.group(3)) - 3) * 3;
        return Optional.of(new Quantity(number.scaleByPowerOfTen(exponent), Form.DECIMAL));
    }

    private static String text(Matcher matcher) {
        String number = matcher.group(1);
        return number.endsWith(".") ? number + "0" : number;
    }

    /// So many of the resource's units.
    public static Quantity of(long units) {
        return new Quantity(BigDecimal.valueOf(units), Form.DECIMAL);
    }

    /// So many thousandths, as processors are counted.
    public static Quantity ofMilli(long thousandths) {
        return new Quantity(BigDecimal.valueOf(thousandths, 3), Form.DECIMAL);
    }

    /// So many bytes, written with Ki, Mi, Gi.
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Form.BINARY);
    }

    /// Whole units, rounded up; at most what a long holds.
    public long units() {
        return clamp(amount.setScale(0, RoundingMode.CEILING).toBigInteger());
    }

    /// Thousandths, rounded up; at most what a long holds.
    public long milli() {
        return clamp(amount.movePointRight(3).setScale(0, RoundingMode.CEILING).toBigInteger());
    }

    private static long clamp(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.longValue() : number.signum() * Long.MAX_VALUE;
    }

    /// Both together, in this one's form.
    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), form);
    }

    /// What is left, in this one's form; may be negative.
    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), form);
    }

    /// -1, 0 or 1.
    public int signum() {
        return amount.signum();
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity quantity && amount.compareTo(quantity.amount) == 0;
    }

    @Override
    public int hashCode() {
        return amount.stripTrailingZeros().hashCode();
    }

    /// The canonical text: no fraction, and the largest suffix that loses nothing.
    @Override
    public String toString() {
        if (amount.signum() == 0) {
            return "0";
        }
        if (form == Form.BINARY && amount.abs().compareTo(STEP) >= 0) {
            return binary(amount.setScale(0, RoundingMode.UP).toBigInteger());
        }
        return decimal(amount.setScale(Math.clamp(amount.scale(), 0, FINEST), RoundingMode.UP));
    }

    private static String binary(BigInteger whole) {
        int power = 0;
        BigInteger rest = whole;
        while (power < BINARY.length() && rest.getLowestSetBit() >= 10) {
            rest = rest.shiftRight(10);
            power++;
        }
        return power == 0 ? rest.toString() : rest.toString() + BINARY.charAt(power - 1) + "i";
    }

    private String decimal(BigDecimal number) {
        int thousands = Math.min(Math.floorDiv(-number.stripTrailingZeros().scale(), 3), DECIMAL.length() - 4);
        String digits = number.scaleByPowerOfTen(-3 * thousands)
                .setScale(0, RoundingMode.UNNECESSARY)
                .toPlainString();
        if (thousands == 0) {
            return digits;
        }
        return form == Form.EXPONENT ? digits + "e" + 3 * thousands : digits + DECIMAL.charAt(thousands + 3);
    }
}
