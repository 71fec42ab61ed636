package naru.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;

/// The parameters after the question mark, decoded, with repeats. Immutable.
public final class Query {
    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /// Reads `a=1&a=2&b`; a wrong escape is an INVALID fault.
    public static Query parse(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
            }
        }
        return new Query(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "invalid URL escape in query: " + text, e);
        }
    }

    /// The first value, or an empty text.
    public String get(String name) {
        return first(name).orElse("");
    }

    /// The first value.
    public Optional<String> first(String name) {
        return values.getOrDefault(name, List.of()).stream().findFirst();
    }

    /// Every value of a repeated parameter.
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /// Whether it was given at all.
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /// The names given.
    public Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /// A switch as Docker reads it: absent, empty, `0`, `no`, `false`, `none` are off; anything else is on.
    public boolean flag(String name) {
        return switch (get(name).strip().toLowerCase(java.util.Locale.ROOT)) {
            case "", "0", "no", "false", "none" -> false;
            default -> true;
        };
    }

    /// A whole number, or the default if absent or empty; anything else is an INVALID fault.
    public long number(String name, long absent) {
        String text = get(name);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Fault(Fault.Kind.INVALID, "invalid value for " + name + ": \"" + text + "\" is not a number", e);
        }
    }
}
