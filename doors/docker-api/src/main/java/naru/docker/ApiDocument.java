package naru.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// docs/docker-api.md: every operation of Docker's API and every field of its requests, and what Naru
/// does with them. Made of the route table, the records that bodies are read into, and [Gaps].
final class ApiDocument {
    /// Subjects that are not part of Naru.
    private static final Map<String, String> APART = Map.of(
            "Session", "BuildKit's sessions: 501, \"BuildKit sessions are not part of Naru\"",
            "Plugin", "no plugins: the list is empty, one by name is 404, all else 501",
            "Swarm", "503 in Docker's words for an engine outside a swarm; to begin or join one is 501",
            "Node", "503 in Docker's words for an engine outside a swarm",
            "Service", "503 in Docker's words for an engine outside a swarm",
            "Task", "503 in Docker's words for an engine outside a swarm",
            "Secret", "503 in Docker's words for an engine outside a swarm",
            "Config", "503 in Docker's words for an engine outside a swarm");

    private final List<Table.Operation> operations;

    ApiDocument(Table table) {
        operations = table.operations();
    }

    String text() {
        StringBuilder text = new StringBuilder(part("docker-api-head.md"));
        Map<String, List<ApiFields.Described>> subjects = ApiFields.all().stream()
                .collect(Collectors.groupingBy(ApiFields.Described::subject, LinkedHashMap::new, Collectors.toList()));
        subjects.forEach((subject, all) -> {
            text.append("\n## ").append(subject).append('\n');
            String apart = APART.get(subject);
            if (apart == null) {
                all.forEach(one -> operation(text, one));
            } else {
                text.append("Not part of Naru: ").append(apart).append(".\n\n");
                text.append(all.stream().map(one -> "`" + one.name() + "`").collect(Collectors.joining(", ")));
                text.append('\n');
            }
        });
        beyond(text);
        return text.append('\n').append(part("docker-api-differences.md")).toString();
    }

    private void operation(StringBuilder text, ApiFields.Described described) {
        Table.Operation route = operations.stream()
                .filter(one ->
                        one.method().equals(described.method()) && one.path().equals(described.path()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no route for " + described.name()));
        text.append("\n### ").append(described.name()).append('\n');
        List<Gap> gaps = gaps(described);
        List<String> honoured = described.fields().stream()
                .filter(field -> gaps.stream().noneMatch(gap -> gap.covers(field)))
                .toList();
        for (String field : honoured) {
            if (!reads(route).contains(field.toLowerCase(Locale.ROOT))) {
                throw new IllegalStateException(described.name() + " does not read " + field + ", and no gap says why");
            }
        }
        if (!honoured.isEmpty()) {
            text.append("Honoured: ").append(words(honoured)).append(".\n");
        } else if (described.fields().isEmpty()) {
            text.append("Honoured.\n");
        }
        for (Gap gap : gaps) {
            text.append("- `").append(shown(gap.field())).append("`: ");
            text.append(gap.answer().words()).append("; ").append(gap.reason()).append(".\n");
        }
        List<String> more = more(route, described);
        if (!more.isEmpty()) {
            text.append("- More than Docker's description has: ")
                    .append(words(more))
                    .append(".\n");
        }
    }

    /// Fields that a route reads and the description has not got.
    private static List<String> more(Table.Operation route, ApiFields.Described described) {
        Set<String> known = described.fields().stream()
                .map(field -> field.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return names(route).stream()
                .filter(field -> !known.contains(field.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static List<Gap> gaps(ApiFields.Described described) {
        return Gaps.table().stream()
                .filter(gap -> gap.operation().equals(described.name()))
                .toList();
    }

    private static Set<String> reads(Table.Operation route) {
        return names(route).stream()
                .map(field -> field.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static List<String> names(Table.Operation route) {
        List<String> names = new ArrayList<>();
        route.query().forEach(name -> names.add(name.startsWith("!") ? name : "?" + name));
        route.body().forEach(name -> names.add("." + name));
        return names;
    }

    private static String words(List<String> fields) {
        return fields.stream().map(field -> "`" + shown(field) + "`").collect(Collectors.joining(", "));
    }

    private static String shown(String field) {
        return field.equals(".") ? "the body" : field.startsWith("?") ? field : field.substring(1);
    }

    private void beyond(StringBuilder text) {
        Set<String> described =
                ApiFields.all().stream().map(ApiFields.Described::name).collect(Collectors.toSet());
        List<String> more = operations.stream()
                .map(one -> one.method() + " " + one.path())
                .filter(name -> !described.contains(name) && !name.contains("{rest}"))
                .toList();
        text.append("\n## Beyond the description\n");
        text.append(more.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")));
        text.append('\n');
    }

    private static String part(String name) {
        try (InputStream in = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
