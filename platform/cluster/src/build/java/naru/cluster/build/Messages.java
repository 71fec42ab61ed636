package naru.cluster.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes the table of messages: for each type of the API, which number stands for which field.
final class Messages {
    private static final Map<Integer, String> SCALARS =
            Map.of(1, "double", 3, "int64", 4, "int64", 5, "int32", 8, "bool", 9, "string", 12, "bytes", 13, "int64");

    private final Map<String, Descriptors.Message> messages;
    private final Map<String, Model> models;

    private Messages(Map<String, Descriptors.Message> messages, Map<String, Model> models) {
        this.messages = messages;
        this.models = models;
    }

    /// The table's text: a line for a message, then one for each field: its number, name and type; the
    /// name is `~` where JSON has the fields of the message held in the place of the message.
    static String read(Path jar, Path more, Map<String, Model> models) throws IOException {
        SortedMap<String, Descriptors.Message> stable = new TreeMap<>();
        Descriptors.read(jar).forEach((name, message) -> {
            if (!name.matches(".*\\.v[12](alpha|beta)\\d+\\..*|.*api\\.extensions\\..*")) {
                stable.put(name, message);
            }
        });
        Messages table = new Messages(stable, models);
        SortedMap<String, SortedMap<Integer, String>> lines = new TreeMap<>();
        stable.forEach((name, message) -> {
            if (!message.entry()) {
                lines.put(definition(name), table.fields(message));
            }
        });
        addMore(lines, more);
        StringBuilder text = new StringBuilder();
        lines.forEach((name, fields) -> {
            text.append(name).append('\n');
            fields.forEach((number, field) ->
                    text.append(' ').append(number).append('\t').append(field).append('\n'));
        });
        return text.toString();
    }

    /// Adds what a file in the table's own format says.
    private static void addMore(SortedMap<String, SortedMap<Integer, String>> lines, Path more) throws IOException {
        String name = "";
        for (String line : Files.readAllLines(more)) {
            if (line.startsWith(" ")) {
                String[] parts = line.strip().split("\t", 2);
                lines.computeIfAbsent(name, _ -> new TreeMap<>()).put(Integer.valueOf(parts[0]), parts[1]);
            } else if (!line.startsWith("#")) {
                name = line.strip();
            }
        }
    }

    private SortedMap<Integer, String> fields(Descriptors.Message message) {
        SortedMap<Integer, String> fields = new TreeMap<>();
        for (Descriptors.Field field : message.fields()) {
            String name = isInline(message, field) ? "~" : field.name();
            fields.put(field.number(), name + "\t" + type(field));
        }
        return fields;
    }

    /// Whether JSON has no such field, but those of the message that it holds.
    private boolean isInline(Descriptors.Message message, Descriptors.Field field) {
        Model model = models.get(definition(message.name()));
        return model != null
                && !field.message().isEmpty()
                && !field.repeated()
                && !model.fields().containsKey(field.name())
                && messages.containsKey(field.message())
                && messages.get(field.message()).fields().stream()
                        .anyMatch(inner -> model.fields().containsKey(inner.name()));
    }

    private String type(Descriptors.Field field) {
        Descriptors.Message held = messages.get(field.message());
        if (held != null && held.entry()) {
            return "{}" + type(held.fields().get(1));
        }
        String one = field.message().isEmpty() ? SCALARS.get(field.scalar()) : definition(field.message());
        if (one == null) {
            throw new IllegalStateException("no type for the protobuf type " + field.scalar());
        }
        return field.repeated() ? "[]" + one : one;
    }

    private static String definition(String message) {
        return message.replaceFirst("^k8s\\.io\\.", "io.k8s.");
    }
}
