package naru.docker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an absent or null field of a request means.
final class Absent {
    private Absent() {}

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : value;
    }

    static <T> Map<String, T> map(@Nullable Map<String, T> value) {
        return value == null ? Map.of() : value;
    }

    static long number(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    /// For answers: null where a list is empty, as Go writes a slice that nobody made.
    static <T> @Nullable List<T> nullIfEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /// For answers: null where a map is empty, as Go writes a map that nobody made.
    static <T> @Nullable Map<String, T> nullIfEmpty(Map<String, T> map) {
        return map.isEmpty() ? null : map;
    }
}
