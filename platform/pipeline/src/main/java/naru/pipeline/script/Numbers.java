package naru.pipeline.script;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Arithmetic as Groovy does it: the wider of two types wins, `/` divides exactly, whole numbers wrap.
final class Numbers {
    private static final int LARGEST_BITS = 100_000;
    private static final int LARGEST_SCALE = 10_000;
    private static final int DIVISION_DIGITS = 10;

    private Numbers() {}

    static Number apply(String operator, Number a, Number b, Position at) {
        if (a instanceof Double || b instanceof Double) {
            return doubles(operator, a.doubleValue(), b.doubleValue(), at);
        }
        if (operator.equals("/") || a instanceof BigDecimal || b instanceof BigDecimal) {
            return bounded(decimals(operator, decimal(a), decimal(b), at), at);
        }
        if (operator.equals("**")) {
            return power(a, b, at);
        }
        if (a instanceof BigInteger || b instanceof BigInteger) {
            return bounded(bigs(operator, big(a), big(b), at), at);
        }
        if (a instanceof Long || b instanceof Long) {
            return longs(operator, a.longValue(), b.longValue(), at);
        }
        return ints(operator, a.intValue(), b.intValue(), at);
    }

    private static Number ints(String operator, int a, int b, Position at) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "%" -> a % nonZero(b, at);
            case "intdiv" -> a / nonZero(b, at);
            case "&" -> a & b;
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "<<" -> a << b;
            case ">>" -> a >> b;
            case ">>>" -> a >>> b;
            default -> throw unknown(operator, at);
        };
    }

    private static Number longs(String operator, long a, long b, Position at) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "%" -> a % nonZero(b, at);
            case "intdiv" -> a / nonZero(b, at);
            case "&" -> a & b;
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "<<" -> a << (int) b;
            case ">>" -> a >> (int) b;
            case ">>>" -> a >>> (int) b;
            default -> throw unknown(operator, at);
        };
    }

    private static Number doubles(String operator, double a, double b, Position at) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "%" -> a % b;
            case "**" -> Math.pow(a, b);
            default -> throw unknown(operator, at);
        };
    }

    private static BigInteger bigs(String operator, BigInteger a, BigInteger b, Position at) {
        return switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "%" -> a.remainder(nonZero(b, at));
            case "intdiv" -> a.divide(nonZero(b, at));
            case "&" -> a.and(b);
            case "|" -> a.or(b);
            case "^" -> a.xor(b);
            default -> throw unknown(operator, at);
        };
    }

    private static BigDecimal decimals(String operator, BigDecimal a, BigDecimal b, Position at) {
        return switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "*" -> a.multiply(b);
            case "/" -> divide(a, b, at);
            case "%" -> a.remainder(zeroChecked(b, at));
            case "**" -> a.pow(Math.clamp(b.longValue(), 0, 999), MathContext.DECIMAL128);
            default -> throw unknown(operator, at);
        };
    }

    private static BigDecimal divide(BigDecimal a, BigDecimal b, Position at) {
        zeroChecked(b, at);
        int scale = Math.max(DIVISION_DIGITS, Math.max(a.scale(), b.scale()));
        BigDecimal quotient = a.divide(b, scale, RoundingMode.HALF_UP).stripTrailingZeros();
        return quotient.scale() < 0 ? quotient.setScale(0, RoundingMode.UNNECESSARY) : quotient;
    }

    private static Number power(Number a, Number b, Position at) {
        long exponent = b.longValue();
        if (exponent < 0) {
            return Math.pow(a.doubleValue(), exponent);
        }
        BigInteger base = big(a);
        if (exponent * Math.max(1, base.bitLength()) > LARGEST_BITS) {
            throw ScriptFailure.at(at, "a number of this size is not possible: " + a + " ** " + b);
        }
        BigInteger result = base.pow((int) exponent);
        return result.bitLength() < 32
                ? (Number) result.intValue()
                : result.bitLength() < 64 ? (Number) result.longValue() : result;
    }

    private static BigDecimal zeroChecked(BigDecimal value, Position at) {
        if (value.signum() == 0) {
            throw new ScriptFailure("ArithmeticException", "Division by zero", at, null);
        }
        return value;
    }

    private static BigInteger nonZero(BigInteger value, Position at) {
        nonZero(value.signum(), at);
        return value;
    }

    private static int nonZero(int value, Position at) {
        return (int) nonZero((long) value, at);
    }

    private static long nonZero(long value, Position at) {
        if (value == 0) {
            throw new ScriptFailure("ArithmeticException", "Division by zero", at, null);
        }
        return value;
    }

    private static ScriptFailure unknown(String operator, Position at) {
        return ScriptFailure.at(at, "operator " + operator + " does not apply to these numbers");
    }

    static Number bounded(Number value, Position at) {
        boolean huge = switch (value) {
            case BigInteger big -> big.bitLength() > LARGEST_BITS;
            case BigDecimal decimal ->
                Math.abs((long) decimal.scale()) > LARGEST_SCALE
                        || decimal.unscaledValue().bitLength() > LARGEST_BITS;
            default -> false;
        };
        if (huge) {
            throw ScriptFailure.at(at, "a number of this size is not possible");
        }
        return value;
    }

    static BigDecimal decimal(Number value) {
        return switch (value) {
            case BigDecimal d -> d;
            case BigInteger b -> new BigDecimal(b);
            case Double d -> BigDecimal.valueOf(d);
            default -> BigDecimal.valueOf(value.longValue());
        };
    }

    static BigInteger big(Number value) {
        return value instanceof BigInteger b ? b : BigInteger.valueOf(value.longValue());
    }

    static int compare(Number a, Number b) {
        if (a instanceof Double || b instanceof Double) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        if (a instanceof BigDecimal || b instanceof BigDecimal || a instanceof BigInteger || b instanceof BigInteger) {
            return decimal(a).compareTo(decimal(b));
        }
        return Long.compare(a.longValue(), b.longValue());
    }

    static Number negate(Number value, Position at) {
        return apply("-", value instanceof Double ? (Number) 0.0 : 0, value, at);
    }

    /// A number out of text; a failure says what was wrong.
    static Number parse(String text, String type, Position at) {
        String digits = text.strip();
        try {
            return switch (type) {
                case "Integer" -> Integer.parseInt(digits);
                case "Long" -> Long.parseLong(digits);
                case "Double" -> Double.parseDouble(digits);
                default -> bounded(new BigDecimal(digits.substring(0, Math.min(digits.length(), LARGEST_SCALE))), at);
            };
        } catch (NumberFormatException e) {
            throw new ScriptFailure("NumberFormatException", "For input string: \"" + text + "\"", at, e);
        }
    }

    static int integer(@Nullable Object value, Position at) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        if (Values.isText(value)) {
            return parse(Values.text(value), "Integer", at).intValue();
        }
        throw ScriptFailure.at(at, "a number is needed, not " + Values.typeName(value));
    }
}
