package naru.cluster.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A document's or a part's fields.
///
/// @param name in OpenAPI documents, such as `io.k8s.api.core.v1.PodSpec`
/// @param fields by name, in the order of the alphabet
public record Type(String name, Map<String, Field> fields) {
    /// One field.
    ///
    /// @param required whether the document says nothing sensible without it
    public record Field(String name, boolean required, Shape shape) {}

    /// The name without its package, such as `PodSpec`.
    public String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// What a field may hold, or null if there is no such field.
    public @Nullable Shape shape(String field) {
        Field found = fields.get(field);
        return found == null ? null : found.shape();
    }
}
