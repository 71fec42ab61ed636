package naru.container;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.container.ship.Drivers;

/// How large a log may grow.
///
/// @param bytes at which it is begun anew
/// @param files how many are kept, with the one being written; at least one finished one is
record LogBounds(long bytes, int files) {
    private static final Pattern SIZE = Pattern.compile("(\\d+)([kmg]?)b?");

    /// Docker's `max-size` (`10m`; `-1` for no limit) and `max-file`, or 5 files of 20 MB; INVALID for others.
    static LogBounds of(ContainerSpec.LogConfig log) {
        Drivers.check(log.type(), log.options());
        String cache = Drivers.ships(log.type()) ? "cache-" : "";
        String size = log.options().getOrDefault(cache + "max-size", "");
        String files = log.options().getOrDefault(cache + "max-file", "");
        return new LogBounds(
                size.isEmpty() ? ContainerOptions.LOG.bytes() : bytes(size),
                files.isEmpty() ? ContainerOptions.LOG.files() : number(files));
    }

    private static long bytes(String size) {
        if (size.equals("-1")) {
            return Long.MAX_VALUE;
        }
        Matcher matcher = SIZE.matcher(size.toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(1).length() > 12) {
            throw Fault.invalid("invalid log option max-size '" + size + "': a number with k, m or g, such as 10m");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "k" -> number << 10;
            case "m" -> number << 20;
            case "g" -> number << 30;
            default -> number;
        };
    }

    private static int number(String files) {
        if (!files.matches("[1-9]\\d{0,2}")) {
            throw Fault.invalid("invalid log option max-file '" + files + "': a number from 1 to 999");
        }
        return Integer.parseInt(files);
    }
}
