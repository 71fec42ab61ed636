package naru.cluster.schema;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// How lists, maps and parts merge, by place: the table `merging.txt`, kept by hand, since no library
/// tells.
final class MergeTable {
    private static final Map<String, List<String>> LINES = new HashMap<>();

    static {
        TableText.read(MergeTable.class, "merging.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.strip().split("\\s+"))
                .forEach(words -> LINES.put(place(words[0]), List.of(words).subList(1, words.length)));
    }

    private MergeTable() {}

    /// Every place that the table names, for the test that they exist.
    static Set<String> places() {
        return Set.copyOf(LINES.keySet());
    }

    /// How the list at a place merges; without a line it is replaced as a whole.
    static Merging list(String place) {
        List<String> words = LINES.get(place);
        if (words == null) {
            return Merging.REPLACE;
        }
        List<Merging.Key> keys = value(words, "map").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(key -> key.split(":", 2))
                .map(parts -> new Merging.Key(parts[0], parts.length > 1 ? parts[1] : ""))
                .toList();
        Merging.Kind kind =
                !keys.isEmpty() ? Merging.Kind.MAP : words.contains("set") ? Merging.Kind.SET : Merging.Kind.ATOMIC;
        List<String> mergeKey = value(words, "merge");
        return new Merging(
                kind,
                keys,
                words.contains("merge") || !mergeKey.isEmpty(),
                mergeKey.isEmpty() ? "" : mergeKey.getFirst(),
                words.contains("retainKeys"));
    }

    /// Whether the map or the part at a place, or every part of a type, is replaced as a whole.
    static boolean isAtomic(String place) {
        return LINES.getOrDefault(place, List.of()).contains("atomic");
    }

    /// Whether a strategic merge may say which fields of the part at a place stay.
    static boolean retainsKeys(String place) {
        return LINES.getOrDefault(place, List.of()).contains("retainKeys");
    }

    private static List<String> value(List<String> words, String name) {
        return words.stream()
                .filter(word -> word.startsWith(name + "="))
                .flatMap(word -> Stream.of(word.substring(name.length() + 1)))
                .toList();
    }

    private static String place(String text) {
        return text.startsWith("meta.")
                ? "io.k8s.apimachinery.pkg.apis." + text
                : text.startsWith("io.") ? text : "io.k8s.api." + text;
    }
}
