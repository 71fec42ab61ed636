package naru.cluster.state;

import java.time.Instant;
import naru.base.Fault;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.cluster.patch.JsonPatch;
import naru.cluster.patch.ManagedFields;
import naru.cluster.patch.MergePatch;
import naru.cluster.patch.ServerSideApply;
import naru.cluster.patch.StrategicMerge;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Applies the four kinds of patch, and keeps the record of who set which field.
final class Patching {
    private Patching() {}

    /// The document after a patch; `live`, which stays as it is, is null if there is none yet: only server-side apply
    /// takes that.
    static ObjectNode apply(
            Resource resource,
            @Nullable ObjectNode live,
            Patch patch,
            WriteOptions options,
            String subresource,
            Instant now) {
        return switch (patch) {
            case Patch.Json(JsonNode operations) -> object(JsonPatch.apply(copy(live), operations));
            case Patch.Merge(ObjectNode changes) -> object(MergePatch.apply(copy(live), changes));
            case Patch.StrategicMerge(ObjectNode changes) -> StrategicMerge.apply(resource, copy(live), changes);
            case Patch.Apply(ObjectNode wanted) ->
                ServerSideApply.apply(
                        resource, live, wanted, options.fieldManager(), options.force(), subresource, now);
        };
    }

    private static ObjectNode copy(@Nullable ObjectNode live) {
        if (live == null) {
            throw Fault.internal("a patch of nothing", null);
        }
        return live.deepCopy();
    }

    private static ObjectNode object(JsonNode patched) {
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw Fault.invalid("the patch makes of the object something that is none");
    }

    /// `after`, with the record that the caller has set what differs from `before`.
    static ObjectNode record(
            Resource resource,
            @Nullable ObjectNode before,
            ObjectNode after,
            WriteOptions options,
            String subresource,
            Instant now) {
        return ManagedFields.update(resource, before, after, options.fieldManager(), subresource, now);
    }
}
