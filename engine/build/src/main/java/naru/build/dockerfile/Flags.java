package naru.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `--name=value` words in front of an instruction's arguments.
///
/// @param rest the arguments
record Flags(Source source, Map<String, List<String>> values, String rest) {
    /// Takes the flags off; a name that is not in `known` is a fault.
    static Flags take(LogicalLine line, char escape, Set<String> known) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        String rest = line.rest();
        while (rest.startsWith("--")) {
            int end = endOfWord(rest, escape);
            String word = rest.substring(0, end);
            rest = rest.substring(end).stripLeading();
            if (word.equals("--")) {
                break;
            }
            put(line.source(), values, word.substring(2), known);
        }
        return new Flags(line.source(), values, rest);
    }

    private static void put(Source source, Map<String, List<String>> values, String word, Set<String> known) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (!known.contains(name)) {
            String near = Nearest.to(name, known)
                    .map(n -> " (did you mean " + n + "?)")
                    .orElse("");
            throw source.fault("unknown flag: --" + name + near);
        }
        String value = equals < 0 ? "" : Words.unquote(word.substring(equals + 1));
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    private static int endOfWord(String text, char escape) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape && quote != '\'') {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (Character.isWhitespace(c)) {
                return i;
            }
        }
        return text.length();
    }

    /// The value of a flag that may be given once.
    Optional<String> one(String name) {
        @Nullable List<String> given = values.get(name);
        if (given == null) {
            return Optional.empty();
        }
        if (given.size() > 1) {
            throw source.fault("duplicate flag specified: --" + name);
        }
        return Optional.of(given.getFirst()).filter(value -> !value.isEmpty());
    }

    /// Whether a flag that is true or false is true.
    boolean is(String name) {
        return flag(name).orElse(false);
    }

    /// A flag that is true, false or not given.
    Optional<Boolean> flag(String name) {
        @Nullable List<String> given = values.get(name);
        if (given == null) {
            return Optional.empty();
        }
        return switch (given.getFirst()) {
            case "", "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> throw source.fault("expecting boolean value for flag --" + name + ", not: " + given.getFirst());
        };
    }

    /// All values of a flag.
    List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }
}
