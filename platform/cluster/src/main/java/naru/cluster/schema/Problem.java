package naru.cluster.schema;

/// What a document has that its kind has not.
///
/// @param path such as `spec.containers[0].image`
/// @param sentence as Kubernetes says it
public record Problem(Kind kind, String path, String sentence) {
    /// How bad it is.
    public enum Kind {
        /// The kind has no such field: dropped, or refused under strict validation.
        UNKNOWN_FIELD,
        /// The document has the field twice; the last one counts.
        DUPLICATE_FIELD,
        /// The field has a value of another type: always refused.
        WRONG_TYPE
    }

    static Problem unknown(String path) {
        return new Problem(Kind.UNKNOWN_FIELD, path, "unknown field \"" + path + "\"");
    }

    static Problem duplicate(String path) {
        return new Problem(Kind.DUPLICATE_FIELD, path, "duplicate field \"" + path + "\"");
    }

    static Problem wrongType(String path, String sentence) {
        return new Problem(Kind.WRONG_TYPE, path, sentence);
    }
}
