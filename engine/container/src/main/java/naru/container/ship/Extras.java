package naru.container.ship;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import naru.base.Fault;

/// Labels and variables that `--log-opt labels=…`, `env=…` and their patterns send along.
final class Extras {
    private Extras() {}

    /// By name, as `named` writes names.
    static Map<String, String> of(Map<String, String> options, Origin origin, UnaryOperator<String> named) {
        Map<String, String> extras = new LinkedHashMap<>();
        Predicate<String> label = wanted(options, "labels");
        origin.labels().forEach((name, value) -> {
            if (label.test(name)) {
                extras.put(named.apply(name), value);
            }
        });
        Predicate<String> variable = wanted(options, "env");
        for (String line : origin.env()) {
            String[] parts = line.split("=", 2);
            if (parts.length == 2 && variable.test(parts[0])) {
                extras.put(named.apply(parts[0]), parts[1]);
            }
        }
        return extras;
    }

    private static Predicate<String> wanted(Map<String, String> options, String option) {
        List<String> names =
                Stream.of(options.getOrDefault(option, "").split(",")).toList();
        String pattern = options.getOrDefault(option + "-regex", "");
        Pattern regex = pattern.isEmpty() ? null : compiled(pattern);
        return name ->
                names.contains(name) || regex != null && regex.matcher(name).find();
    }

    /// INVALID for what is no pattern.
    static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new Fault(Fault.Kind.INVALID, "error parsing regexp: " + e.getDescription() + ": " + pattern, e);
        }
    }
}
