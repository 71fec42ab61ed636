package naru.container.ship;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Fault;

/// The drivers of logs by name, and what each can be told.
public final class Drivers {
    private static final Set<String> EVERYWHERE = Set.of("mode", "max-buffer-size");
    private static final Set<String> CACHE =
            Set.of("cache-disabled", "cache-max-size", "cache-max-file", "cache-compress");
    private static final Set<String> ATTRIBUTES = Set.of("labels", "labels-regex", "env", "env-regex", "tag");
    private static final Set<String> SYSLOG = Set.of(
            "syslog-address",
            "syslog-facility",
            "syslog-format",
            "syslog-tls-ca-cert",
            "syslog-tls-cert",
            "syslog-tls-key",
            "syslog-tls-skip-verify");
    private static final Set<String> GELF = Set.of(
            "gelf-address",
            "gelf-compression-type",
            "gelf-compression-level",
            "gelf-tcp-max-reconnect",
            "gelf-tcp-reconnect-delay");
    private static final Set<String> FLUENTD = Set.of(
            "fluentd-address",
            "fluentd-async",
            "fluentd-async-connect",
            "fluentd-async-reconnect-interval",
            "fluentd-buffer-limit",
            "fluentd-max-retries",
            "fluentd-request-ack",
            "fluentd-retry-wait",
            "fluentd-sub-second-precision");
    private static final Map<String, List<Set<String>>> OPTIONS = Map.of(
            "none", List.of(),
            "local", List.of(Set.of("max-size", "max-file", "compress")),
            "json-file", List.of(Set.of("max-size", "max-file", "compress"), ATTRIBUTES),
            "syslog", List.of(CACHE, ATTRIBUTES, SYSLOG),
            "journald", List.of(CACHE, ATTRIBUTES),
            "gelf", List.of(CACHE, ATTRIBUTES, GELF),
            "fluentd", List.of(CACHE, ATTRIBUTES, FLUENTD));
    private static final Set<String> SHIPPING = Set.of("syslog", "journald", "gelf", "fluentd");

    private Drivers() {}

    /// Their names, sorted.
    public static List<String> names() {
        return List.copyOf(new TreeSet<>(OPTIONS.keySet()));
    }

    /// Whether a driver sends lines somewhere.
    public static boolean ships(String type) {
        return SHIPPING.contains(type);
    }

    /// Checks what a driver is told; INVALID in Docker's words for a driver or an option that is not known, and for a
    /// value that makes no sense.
    public static void check(String type, Map<String, String> options) {
        List<Set<String>> groups = OPTIONS.get(type);
        if (groups == null) {
            throw Fault.invalid("error looking up logging plugin " + type + ": plugin \"" + type + "\" not found");
        }
        mode(options);
        Set<String> known = new LinkedHashSet<>(EVERYWHERE);
        groups.forEach(known::addAll);
        for (String option : new TreeSet<>(options.keySet())) {
            if (!known.contains(option) && !type.equals("none")) {
                throw unknown(type, option);
            }
        }
        Extras.compiled(options.getOrDefault("labels-regex", ""));
        Extras.compiled(options.getOrDefault("env-regex", ""));
        switch (type) {
            case "syslog" -> Syslog.check(options);
            case "gelf" -> Gelf.check(options);
            case "fluentd" -> Fluentd.check(options);
            default -> {}
        }
    }

    /// Each of Docker's drivers says it in its own way.
    private static Fault unknown(String type, String option) {
        return Fault.invalid(
                switch (type) {
                    case "local" -> "unknown log opt '" + option + "' for log driver local";
                    case "gelf" -> "unknown log opt \"" + option + "\" for gelf log driver";
                    default -> "unknown log opt '" + option + "' for " + type + " log driver";
                });
    }

    private static void mode(Map<String, String> options) {
        String mode = options.getOrDefault("mode", "");
        if (!Set.of("", "blocking", "non-blocking").contains(mode)) {
            throw Fault.invalid("logger: logging mode not supported: " + mode);
        }
        if (options.containsKey("max-buffer-size") && !mode.equals("non-blocking")) {
            throw Fault.invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        }
    }

    /// Connects a driver that [#ships].
    ///
    /// @throws IOException if the other side does not take the connection
    public static Destination open(String type, Map<String, String> options, Origin origin) throws IOException {
        return switch (type) {
            case "syslog" -> Syslog.open(options, origin);
            case "journald" -> Journald.open(options, origin);
            case "gelf" -> Gelf.open(options, origin);
            case "fluentd" -> Fluentd.open(options, origin);
            default -> throw Fault.internal("the log driver " + type + " sends nothing", null);
        };
    }
}
