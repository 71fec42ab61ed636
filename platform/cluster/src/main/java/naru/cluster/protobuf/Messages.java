package naru.cluster.protobuf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import naru.cluster.schema.TableText;

/// Which number stands for which field, by message: the tables `messages.txt`, which the build makes,
/// and `zeros.txt`. A message is read when first asked for. Safe for use by many threads.
final class Messages {
    private static final Map<String, String> TEXT = TableText.sections(TableText.read(Messages.class, "messages.txt"));
    private static final Map<String, Set<String>> ZEROS = TableText.read(Messages.class, "zeros.txt")
            .lines()
            .filter(line -> line.startsWith("io."))
            .map(line -> line.split(" "))
            .collect(Collectors.toMap(words -> words[0], words -> Set.of(Arrays.copyOfRange(words, 1, words.length))));
    private static final Map<String, Map<Integer, Field>> READ = new ConcurrentHashMap<>();

    private Messages() {}

    /// How a field is repeated.
    enum Repetition {
        /// Not.
        ONE,
        /// As a list.
        LIST,
        /// As a map by text.
        MAP
    }

    /// One field.
    ///
    /// @param name in JSON, or `~` where JSON has the fields of the message held in its place
    /// @param type `string`, `bool`, `int32`, `int64`, `double`, `bytes` or a message's name
    /// @param keepsZero whether it says something by being zero
    record Field(String name, Repetition repetition, String type, boolean keepsZero) {
        /// Whether JSON has the fields of the message held, and not this one.
        boolean isInline() {
            return name.equals("~");
        }
    }

    /// The fields of a message by number, if there is such a message.
    static Optional<Map<Integer, Field>> named(String name) {
        Map<Integer, Field> fields = READ.get(name);
        if (fields == null && TEXT.containsKey(name)) {
            fields = READ.computeIfAbsent(name, _ -> read(name, TEXT.getOrDefault(name, "")));
        }
        return Optional.ofNullable(fields);
    }

    /// The names of the table of zeros with the fields it names, for the test that they exist.
    static Map<String, Set<String>> zeros() {
        return ZEROS;
    }

    private static Map<Integer, Field> read(String message, String text) {
        Map<Integer, Field> fields = new HashMap<>();
        Set<String> zeros = ZEROS.getOrDefault(message, Set.of());
        text.lines().skip(1).forEach(line -> {
            String[] parts = line.strip().split("\t");
            String type = parts[2];
            Repetition repetition =
                    type.startsWith("[]") ? Repetition.LIST : type.startsWith("{}") ? Repetition.MAP : Repetition.ONE;
            fields.put(
                    Integer.valueOf(parts[0]),
                    new Field(
                            parts[1],
                            repetition,
                            repetition == Repetition.ONE ? type : type.substring(2),
                            zeros.contains(parts[1])));
        });
        return Map.copyOf(fields);
    }
}
