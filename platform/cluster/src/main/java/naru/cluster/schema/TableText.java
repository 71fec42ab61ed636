package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the tables that lie beside the classes: a heading at the left margin, and lines below it that
/// begin with a space.
public final class TableText {
    private TableText() {}

    /// The text of a table.
    public static String read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build made no " + name);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines below each heading, by the heading's part before the first tab.
    public static Map<String, String> sections(String text) {
        Map<String, String> sections = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int next = at;
            do {
                int line = text.indexOf('\n', next);
                next = line < 0 ? text.length() : line + 1;
            } while (next < text.length() && text.charAt(next) == ' ');
            String section = text.substring(at, next);
            int end = section.indexOf('\n');
            String heading = end < 0 ? section : section.substring(0, end);
            sections.put(heading.split("\t", 2)[0], section);
            at = next;
        }
        return sections;
    }
}
