package naru.tunnel.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The head of a message: its first line in three parts, and its fields.
///
/// @param first method or version
/// @param second target or status
/// @param third version or reason
/// @param fields in the order they came
public record Head(String first, String second, String third, List<Field> fields) {
    /// Copies the fields.
    public Head {
        fields = List.copyOf(fields);
    }

    /// All values of a field.
    public List<String> all(String name) {
        return fields.stream().filter(f -> f.is(name)).map(Field::value).toList();
    }

    /// The first value of a field.
    public Optional<String> get(String name) {
        return fields.stream().filter(f -> f.is(name)).map(Field::value).findFirst();
    }

    /// Whether a comma-separated field holds a word, whatever the case.
    public boolean lists(String name, String word) {
        return words(name).stream().anyMatch(w -> w.equalsIgnoreCase(word));
    }

    /// The words of a comma-separated field.
    public List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String value : all(name)) {
            for (String word : value.split(",", -1)) {
                if (!word.isBlank()) {
                    words.add(word.strip());
                }
            }
        }
        return words;
    }

    /// The status of a response.
    public int status() {
        return Integer.parseInt(second);
    }

    /// The bytes on the wire, with the empty line.
    public byte[] encode() {
        StringBuilder text = new StringBuilder(256);
        text.append(first).append(' ').append(second).append(' ').append(third).append("\r\n");
        fields.forEach(f -> text.append(f.name()).append(": ").append(f.value()).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
