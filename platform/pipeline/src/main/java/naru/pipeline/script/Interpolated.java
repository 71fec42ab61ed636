package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text with values put in (Groovy's GString): it remembers which, so that a secret put into a command is noticed.
///
/// @param text the finished text
/// @param parts the values put in, with how the script writes them
public record Interpolated(String text, List<Part> parts) {
    /// One value that was put in.
    ///
    /// @param source how the script names it, e.g. `env.TOKEN`
    /// @param value its text
    public record Part(String source, String value) {}

    /// What is left of a text's origin: empty for plain text.
    public static List<Part> partsOf(@Nullable Object value) {
        return value instanceof Interpolated interpolated ? interpolated.parts : List.of();
    }

    /// Two texts in a row; plain if neither has values put in.
    static Object join(Object left, String text) {
        return join(left, (Object) text);
    }

    static Object join(@Nullable Object left, @Nullable Object right) {
        String text = Values.text(left) + Values.text(right);
        List<Part> parts = new ArrayList<>(partsOf(left));
        parts.addAll(partsOf(right));
        return parts.isEmpty() ? text : new Interpolated(text, parts);
    }

    @Override
    public String toString() {
        return text;
    }
}
