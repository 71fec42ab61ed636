package naru.container;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// How large a log may grow.
///
/// @param bytes at which it is begun anew
/// @param files how many are kept, with the one being written; at least one finished one is
record LogBounds(long bytes, int files) {
    private static final Set<String> DRIVERS = Set.of("json-file", "local", ContainerSpec.LogConfig.NONE);
    /// What Docker's drivers take; but for sizes and numbers of files it is shown and has no effect.
    private static final Set<String> OPTIONS = Set.of(
            "max-size",
            "max-file",
            "compress",
            "labels",
            "labels-regex",
            "env",
            "env-regex",
            "tag",
            "mode",
            "max-buffer-size");
    private static final Pattern SIZE = Pattern.compile("(\\d+)([kmg]?)b?");

    /// Docker's `max-size` (`10m`; `-1` for no limit) and `max-file`, or what the instance says; INVALID for others.
    static LogBounds of(ContainerSpec.LogConfig log, ContainerOptions defaults) {
        if (!DRIVERS.contains(log.type())) {
            throw Fault.invalid(
                    "error looking up logging plugin " + log.type() + ": plugin \"" + log.type() + "\" not found");
        }
        for (String option : log.options().keySet()) {
            if (!OPTIONS.contains(option)) {
                throw Fault.invalid("unknown log opt '" + option + "' for " + log.type() + " log driver");
            }
        }
        String size = log.options().getOrDefault("max-size", "");
        String files = log.options().getOrDefault("max-file", "");
        return new LogBounds(
                size.isEmpty() ? defaults.logBytes() : bytes(size),
                files.isEmpty() ? defaults.logFiles() : number(files));
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
