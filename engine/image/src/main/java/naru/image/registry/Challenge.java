package naru.image.registry;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a registry asks for a sign-in: the header `WWW-Authenticate` (RFC 9110 section 11).
///
/// @param scheme `basic` or `bearer`, in lower case
/// @param parameters such as `realm`, `service`, `scope`; names in lower case
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int MAX_LENGTH = 8192;
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z0-9_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))\\s*,?\\s*");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /// Reads a header's value; empty if it says nothing we know.
    static Optional<Challenge> parse(String header) {
        String[] parts = header.strip().split("\\s+", 2);
        String scheme = parts[0].toLowerCase(Locale.ROOT);
        if (header.length() > MAX_LENGTH || !(scheme.equals("basic") || scheme.equals("bearer"))) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher matcher = PARAMETER.matcher(parts.length > 1 ? parts[1] : "");
        while (matcher.lookingAt()) {
            String value = matcher.group(2) != null ? matcher.group(2).replaceAll("\\\\(.)", "$1") : matcher.group(3);
            parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        return Optional.of(new Challenge(scheme, parameters));
    }

    /// A parameter, or an empty text.
    String get(String name) {
        return parameters.getOrDefault(name, "");
    }
}
