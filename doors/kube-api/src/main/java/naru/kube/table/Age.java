package naru.kube.table;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Durations in the few letters that tables have room for, such as `3m20s`, `5h`, `12d`.
final class Age {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR = 365 * DAY;

    private Age() {}

    /// How long ago a time was (RFC 3339).
    static String since(String time) {
        try {
            return time.isEmpty() ? "<unknown>" : text(Duration.between(Instant.parse(time), Instant.now()));
        } catch (DateTimeParseException e) {
            return "<unknown>";
        }
    }

    /// How long it is between two times.
    static String between(String from, String to) {
        try {
            return text(Duration.between(Instant.parse(from), to.isEmpty() ? Instant.now() : Instant.parse(to)));
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    /// A duration: the longer it is, the coarser.
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 2 * MINUTE) {
            return Math.max(seconds, 0) + "s";
        }
        if (seconds < 3 * HOUR) {
            return seconds < 10 * MINUTE ? two(seconds, MINUTE, "m", 1, "s") : seconds / MINUTE + "m";
        }
        if (seconds < 2 * DAY) {
            return seconds < 8 * HOUR ? two(seconds, HOUR, "h", MINUTE, "m") : seconds / HOUR + "h";
        }
        if (seconds < 2 * YEAR) {
            return seconds < 8 * DAY ? two(seconds, DAY, "d", HOUR, "h") : seconds / DAY + "d";
        }
        return seconds < 8 * YEAR ? two(seconds, YEAR, "y", DAY, "d") : seconds / YEAR + "y";
    }

    private static String two(long seconds, long large, String largeName, long small, String smallName) {
        long rest = seconds % large / small;
        return seconds / large + largeName + (rest == 0 ? "" : rest + smallName);
    }
}
