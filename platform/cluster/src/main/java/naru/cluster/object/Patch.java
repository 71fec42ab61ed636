package naru.cluster.object;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A change of parts of an object: the four kinds that the Kubernetes API has.
public sealed interface Patch {
    /// RFC 6902: a list of operations.
    record Json(JsonNode operations) implements Patch {}

    /// RFC 7396.
    record Merge(ObjectNode changes) implements Patch {}

    /// Kubernetes' own merge, which knows the keys of lists.
    record StrategicMerge(ObjectNode changes) implements Patch {}

    /// Server-side apply: the fields that a manager wants, and no other.
    record Apply(ObjectNode wanted) implements Patch {}
}
