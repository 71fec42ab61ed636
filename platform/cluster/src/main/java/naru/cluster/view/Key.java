package naru.cluster.view;

import tools.jackson.databind.node.ObjectNode;

/// Which object of a kind.
///
/// @param namespace empty for kinds without namespaces
public record Key(String namespace, String name) {
    /// The key of a document.
    public static Key of(ObjectNode object) {
        return new Key(Meta.namespace(object), Meta.name(object));
    }

    /// `namespace/name`, or the name alone.
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
