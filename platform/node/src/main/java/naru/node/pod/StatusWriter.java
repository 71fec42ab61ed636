package naru.node.pod;

import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.node.pod.spec.Pod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the status of a pod when it says something else than what is known.
///
/// @param objects the cluster
record StatusWriter(Objects objects) {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final WriteOptions AS = WriteOptions.by("naru-node");

    /// What came of it.
    ///
    /// @param pod as it is known then
    /// @param written false if it could not be written and must be tried again
    record Result(Pod pod, boolean written) {}

    /// Makes a pod's status say what is wanted.
    Result write(Pod known, ObjectNode wanted) {
        ObjectNode changes = changes(known.status(), wanted);
        if (changes.isEmpty()) {
            return new Result(known, true);
        }
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("metadata").put("uid", known.uid());
        patch.set("status", changes);
        try {
            ObjectNode now = objects.patch(
                    Resources.PODS, known.namespace(), known.name(), "status", new Patch.Merge(patch), AS);
            return new Result(new Pod(now), true);
        } catch (Fault e) {
            boolean gone = e.kind() == Fault.Kind.NOT_FOUND || e.kind() == Fault.Kind.CONFLICT;
            LOG.log(
                    gone ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "the status of pod {0} is not written: {1}",
                    known.qualified(),
                    e.sentence());
            return new Result(known, gone); // who is gone or another is told by the watch
        }
    }

    /// The fields that are other than wanted, and null for those of the agent that are not wanted.
    private static ObjectNode changes(JsonNode known, ObjectNode wanted) {
        ObjectNode changes = Json.mapper().createObjectNode();
        wanted.properties().forEach(field -> {
            if (!field.getValue().equals(known.path(field.getKey()))) {
                changes.set(field.getKey(), field.getValue());
            }
        });
        for (String optional : new String[] {"podIP", "podIPs", "reason", "message"}) {
            if (!wanted.has(optional) && known.has(optional)) {
                changes.putNull(optional);
            }
        }
        return changes;
    }
}
