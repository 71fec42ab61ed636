package naru.build.dockerfile;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as `1m30s`, `1.5h`, `250ms`.
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> NANOS =
            Map.of("ns", 1e0, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 6e10, "h", 3.6e12);

    private GoDuration() {}

    /// The duration, or empty if the text is none.
    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        Matcher m = PART.matcher(rest);
        double nanos = 0;
        int end = 0;
        while (m.find() && m.start() == end) {
            nanos += Double.parseDouble(m.group(1)) * NANOS.getOrDefault(m.group(2), 0.0);
            end = m.end();
        }
        if (end == 0 || end != rest.length() || nanos > Long.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.round(negative ? -nanos : nanos)));
    }
}
