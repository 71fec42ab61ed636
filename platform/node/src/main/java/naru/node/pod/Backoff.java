package naru.node.pod;

import java.time.Duration;

/// How long to wait before something that failed is tried again: 10 seconds, doubled each time up to five minutes.
final class Backoff {
    /// What ran this long was no failure of its start.
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 5;

    private Backoff() {}

    /// After so many failures in a row; none before the first.
    static Duration after(int failures) {
        if (failures <= 0) {
            return Duration.ZERO;
        }
        Duration wanted = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        return wanted.compareTo(MOST) > 0 ? MOST : wanted;
    }

    /// A duration as messages write it, such as `10s` or `1m20s`.
    static String text(Duration duration) {
        long minutes = duration.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
    }
}
