package naru.docker;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// Times as Go writes and Docker reads them.
final class GoTime {
    /// What Docker shows for "never".
    static final String ZERO = "0001-01-01T00:00:00Z";

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ns|us|µs|ms|s|m|h)");

    private GoTime() {}

    /// RFC 3339 in UTC, with as many digits of a second as are not zero.
    static String text(Instant time) {
        String seconds = SECONDS.format(time);
        if (time.getNano() == 0) {
            return seconds + "Z";
        }
        return seconds + ("." + "%09d".formatted(time.getNano())).replaceFirst("0+$", "") + "Z";
    }

    /// RFC 3339 in UTC with all nine digits, as logs carry it.
    static String fixed(Instant time) {
        return SECONDS.format(time) + ".%09dZ".formatted(time.getNano());
    }

    /// A moment given as seconds since 1970 with fraction, RFC 3339, or a duration before now; empty for none.
    static Optional<Instant> moment(String text, Instant now) {
        if (text.isEmpty() || text.equals("0")) {
            return Optional.empty();
        }
        try {
            if (text.matches("-?[0-9]+(\\.[0-9]+)?")) {
                BigDecimal seconds = new BigDecimal(text);
                long whole = seconds.longValue();
                long nanos = seconds.subtract(BigDecimal.valueOf(whole))
                        .movePointRight(9)
                        .longValue();
                return Optional.of(Instant.ofEpochSecond(whole, nanos));
            }
            if (text.matches("[0-9]{4}-.*")) {
                return Optional.of(calendar(text));
            }
            return Optional.of(now.minus(duration(text)));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Fault(Fault.Kind.INVALID, "failed to parse value as time or duration: \"" + text + "\"", e);
        }
    }

    private static Instant calendar(String text) {
        if (text.matches(".*T.*(Z|[+-][0-9]{2}:[0-9]{2})")) {
            return OffsetDateTime.parse(text).toInstant();
        }
        String full = text.length() == 10 ? text + "T00:00:00" : text;
        return LocalDateTime.parse(full).toInstant(ZoneOffset.UTC);
    }

    /// A duration such as `1h30m` or `1.5s`.
    static Duration duration(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw Fault.invalid("invalid duration \"" + text + "\"");
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static BigDecimal unit(String name) {
        return BigDecimal.valueOf(
                switch (name) {
                    case "ns" -> 1L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000L;
                });
    }

    /// How long ago, in the words of `docker ps`: `About a minute`, `3 hours`.
    static String ago(Duration length) {
        long seconds = length.toSeconds();
        long hours = Math.round(length.toMillis() / 3_600_000.0);
        if (seconds < 1) {
            return "Less than a second";
        } else if (seconds == 1) {
            return "1 second";
        } else if (seconds < 60) {
            return seconds + " seconds";
        } else if (seconds < 120) {
            return "About a minute";
        } else if (seconds < 3600) {
            return seconds / 60 + " minutes";
        } else if (hours <= 1) {
            return "About an hour";
        } else if (hours < 48) {
            return hours + " hours";
        } else if (hours < 24 * 7 * 2) {
            return hours / 24 + " days";
        } else if (hours < 24 * 30 * 2) {
            return hours / 24 / 7 + " weeks";
        } else if (hours < 24 * 365 * 2) {
            return hours / 24 / 30 + " months";
        }
        return hours / 24 / 365 + " years";
    }
}
