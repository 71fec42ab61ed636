package naru.base;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Identifiers as Docker writes them: 64 lower-case hexadecimal digits, the first 12 of them where people read.
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHORT = 12;

    private Ids() {}

    /// A new random identifier of 64 hexadecimal digits that is never all decimal in its first 12.
    public static String random() {
        byte[] bytes = new byte[32];
        String id;
        do {
            RANDOM.nextBytes(bytes);
            id = HexFormat.of().formatHex(bytes);
        } while (isDecimal(shorten(id))); // a host name of only digits is refused by some resolvers
        return id;
    }

    /// A random secret of `bytes` bytes, in hexadecimal.
    public static String secret(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    /// The first 12 digits.
    public static String shorten(String id) {
        return id.length() <= SHORT ? id : id.substring(0, SHORT);
    }

    private static boolean isDecimal(String text) {
        return text.chars().allMatch(Character::isDigit);
    }
}
