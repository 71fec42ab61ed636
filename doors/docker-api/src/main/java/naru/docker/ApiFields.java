package naru.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What version 1.50 of Docker's API has, by name: the measure of docs/docker-api.md.
final class ApiFields {
    private ApiFields() {}

    /// An operation.
    ///
    /// @param subject `Container`, `Image` and so on
    /// @param method of the request
    /// @param path with variables in braces
    /// @param fields names that a request may hold: `?query`, `!Header`, `.Body.Field`
    record Described(String subject, String method, String path, List<String> fields) {
        /// Method and path.
        String name() {
            return method + " " + path;
        }
    }

    /// All operations in order.
    static List<Described> all() {
        List<Described> all = new ArrayList<>();
        String subject = "";
        for (String line : lines()) {
            if (line.startsWith("[")) {
                subject = line.substring(1, line.length() - 1);
            } else if (line.startsWith(" ")) {
                all.getLast().fields().addAll(List.of(line.strip().split(" ")));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.split(" ");
                all.add(new Described(subject, words[0], words[1], new ArrayList<>()));
            }
        }
        return all;
    }

    private static List<String> lines() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(ApiFields.class.getResourceAsStream("api-1.50.txt")), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
