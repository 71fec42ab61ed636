package naru.cluster.state;

import java.time.Instant;
import java.util.List;
import naru.base.Fault;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.cluster.patch.JsonPatch;
import naru.cluster.patch.ManagedFields;
import naru.cluster.patch.MergePatch;
import naru.cluster.patch.ServerSideApply;
import naru.cluster.patch.StrategicMerge;
import naru.cluster.schema.Schemas;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Applies the four kinds of patch, and keeps the record of who set which field.
final class Patching {
    private Patching() {}

    /// The document after a patch, of its kind's fields and types; `live`, which stays as it is, is null if there is
    /// none yet: only server-side apply takes that.
    ///
    /// @throws Fault INVALID for values of wrong types, and under STRICT for unknown fields
    static ObjectNode apply(
            Resource resource,
            @Nullable ObjectNode live,
            Patch patch,
            WriteOptions options,
            String subresource,
            Instant now) {
        return switch (patch) {
            case Patch.Json(JsonNode operations) ->
                fitting(resource, live, object(JsonPatch.apply(copy(live), operations)), options);
            case Patch.Merge(ObjectNode changes) ->
                fitting(resource, live, object(MergePatch.apply(copy(live), changes)), options);
            case Patch.StrategicMerge(ObjectNode changes) ->
                fitting(resource, live, StrategicMerge.apply(resource, copy(live), changes), options);
            case Patch.Apply(ObjectNode wanted) ->
                ServerSideApply.apply(
                        resource,
                        live,
                        fitting(resource, live, wanted, options),
                        options.fieldManager(),
                        options.force(),
                        subresource,
                        now);
        };
    }

    /// A document as its kind has it: the kind is that of what is patched, which for a subresource is another.
    private static ObjectNode fitting(
            Resource resource, @Nullable ObjectNode live, ObjectNode document, WriteOptions options) {
        String version = live == null ? resource.apiVersion() : Tree.text(live, "apiVersion");
        String kind = live == null ? resource.kind() : Tree.text(live, "kind");
        return Schemas.of(version, kind)
                .map(schema -> schema.accept(document, List.of(), options))
                .orElse(document);
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
