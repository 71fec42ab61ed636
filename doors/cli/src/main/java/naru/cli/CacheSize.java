package naru.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// How much of a file system something may take that is kept unasked: bytes, a part, or the less of both.
///
/// @param most bytes
/// @param percent of the file system
/// @param words as the option writes it
public record CacheSize(long most, int percent, String words) {
    /// A tenth of the file system, at most 20 GiB.
    public static final CacheSize DEFAULT = new CacheSize(20L << 30, 10, "");

    private static final Pattern PART = Pattern.compile("(\\d{1,3})%");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)([kmgt]?)i?b?");
    private static final String UNITS = "kmgt";
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1L << 60);

    /// From `20GB`, `512m` (powers of 1024, as in docker's options) or `15%`; empty is the default.
    /// INVALID for anything else.
    static CacheSize parse(String text) {
        if (text.isEmpty()) {
            return DEFAULT;
        }
        Matcher part = PART.matcher(text);
        if (part.matches() && Integer.parseInt(part.group(1)) <= 100) {
            return new CacheSize(Long.MAX_VALUE, Integer.parseInt(part.group(1)), text);
        }
        Matcher bytes = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        if (bytes.matches()) {
            int power = bytes.group(2).isEmpty() ? 0 : UNITS.indexOf(bytes.group(2)) + 1;
            BigDecimal size = new BigDecimal(bytes.group(1)).multiply(BigDecimal.valueOf(1L << 10 * power));
            if (size.compareTo(LARGEST) <= 0) {
                return new CacheSize(size.longValue(), 100, text);
            }
        }
        throw Fault.invalid(
                "'" + text + "' is no size for --build-cache: write bytes such as 20GB or 512MB, a part of the"
                        + " file system such as 15%, or 0");
    }

    /// Bytes on a file system of this size.
    public long bytes(long total) {
        return Math.min(most, total / 100 * percent);
    }
}
