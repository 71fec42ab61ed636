package naru.kube.table;

/// How much of an object goes with its row.
public enum Include {
    /// Nothing.
    NONE,
    /// Its metadata.
    METADATA,
    /// All of it.
    OBJECT
}
