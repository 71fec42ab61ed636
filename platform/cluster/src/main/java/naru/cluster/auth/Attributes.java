package naru.cluster.auth;

/// What a request wants, as rules speak of it (Kubernetes, "Authorization": request attributes).
///
/// Verbs of resources are `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`,
/// `deletecollection`; those of other paths are the methods in lower case.
public sealed interface Attributes {
    /// What is to be done.
    String verb();

    /// Something with objects.
    ///
    /// @param verb see above
    /// @param group of the API, empty for the core group
    /// @param version of the API, such as `v1`
    /// @param resource in the plural, such as `pods`
    /// @param subresource such as `log`, or empty
    /// @param namespace or empty: all of them, or a kind without namespaces
    /// @param name of the object, or empty when the request has none: lists, and creations
    record OfResource(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name)
            implements Attributes {
        /// `pods` or `pods/log`, as rules name it.
        public String qualified() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }

        /// Whether it only reads.
        public boolean reads() {
            return verb.equals("get") || verb.equals("list") || verb.equals("watch");
        }
    }

    /// Something with a path that is no resource, such as `/version`.
    ///
    /// @param verb the method in lower case
    /// @param path without query
    record OfPath(String verb, String path) implements Attributes {}
}
