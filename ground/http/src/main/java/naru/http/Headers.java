package naru.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Header fields in the order they came; names compare without case. Immutable.
public final class Headers {
    private final List<Field> fields;

    /// One line.
    ///
    /// @param name as it was sent
    /// @param value without surrounding blanks
    public record Field(String name, String value) {}

    /// Copies the fields.
    public Headers(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /// All lines.
    public List<Field> fields() {
        return fields;
    }

    /// The first value of that name.
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(f -> f.name.equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /// The first value of that name, or an empty text.
    public String get(String name) {
        return first(name).orElse("");
    }

    /// Every value of that name.
    public List<String> all(String name) {
        return fields.stream()
                .filter(f -> f.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /// Whether a comma-separated field has this word, without case, as in `Connection: keep-alive, Upgrade`.
    public boolean hasToken(String name, String token) {
        return all(name).stream().flatMap(v -> tokens(v).stream()).anyMatch(token.toLowerCase(Locale.ROOT)::equals);
    }

    private static List<String> tokens(String value) {
        List<String> tokens = new ArrayList<>();
        for (String token : value.split(",", -1)) {
            tokens.add(token.strip().toLowerCase(Locale.ROOT));
        }
        return tokens;
    }

    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString(); // values may be secret
    }
}
