package naru.kube;

/// In which form a client wants objects to be answered.
sealed interface Shape {
    /// As they are.
    record Whole() implements Shape {}

    /// Only `metadata`: `PartialObjectMetadata` and its list.
    ///
    /// @param version of `meta.k8s.io`
    record Metadata(String version) implements Shape {}

    /// As lines of a table for people.
    ///
    /// @param version of `meta.k8s.io`
    record Rows(String version) implements Shape {}

    /// As they are.
    Shape WHOLE = new Whole();
}
