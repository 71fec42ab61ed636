package naru.docker;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object in the order of its fields, where null is written and absent is absent: Docker's clients know the
/// difference. Not safe for use by many threads.
final class Shape {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    /// An empty one.
    static Shape of() {
        return new Shape();
    }

    /// With one more field.
    Shape with(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    /// With one more field if the condition holds.
    Shape withIf(boolean condition, String name, @Nullable Object value) {
        return condition ? with(name, value) : this;
    }

    /// The fields as they are written.
    @JsonValue
    Map<String, @Nullable Object> fields() {
        return Collections.unmodifiableMap(fields);
    }
}
