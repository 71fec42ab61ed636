package naru.cluster.patch;

import java.time.Instant;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.schema.Shape;
import naru.cluster.schema.Types;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps `metadata.managedFields` of objects that are written otherwise than by [ServerSideApply].
public final class ManagedFields {
    /// Fields of the metadata that nobody owns but the server.
    private static final String[] SERVERS_OWN = {
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion"
    };

    private ManagedFields() {}

    /// The object `after` with the owners of its fields: what is new or other than in `before` becomes
    /// the manager's, what is gone is nobody's. Where nothing changes, the owners stay as they are,
    /// with their times.
    ///
    /// A caller may write `metadata.managedFields` in `after` themselves; `[{}]` there forgets all
    /// owners. What cannot be read there is ignored.
    ///
    /// @param before as stored, or null for a new one
    /// @param after as it will be stored, with defaults
    /// @param subresource such as `status`, or empty
    public static ObjectNode update(
            Resource resource,
            @Nullable ObjectNode before,
            ObjectNode after,
            String manager,
            String subresource,
            Instant now) {
        ObjectNode written = after.deepCopy();
        if (isReset(after)) {
            written.withObject("metadata").remove("managedFields");
            return written;
        }
        Shape shape = shape(resource);
        Owners owners = named(after).orElseGet(() -> Owners.of(before));
        JsonNode old = before == null ? after.objectNode() : before;
        Fields.Difference difference = Fields.between(old, after, shape);
        FieldSet changed = own(difference.changed(), resource, subresource);
        FieldSet removed = own(difference.removed(), resource, subresource);
        Owners.Owner owner = Owners.owner(manager, Owners.Operation.UPDATE, resource.apiVersion(), subresource);
        owners.take(FieldSet.union(changed, removed), owner);
        FieldSet fields = FieldSet.difference(FieldSet.union(owners.fields(owner), changed), removed);
        owners.give(owner, fields, resource.apiVersion(), now);
        owners.limit();
        owners.writeTo(written);
        return written;
    }

    /// What the caller wrote themselves, if it can be read.
    private static Optional<Owners> named(ObjectNode after) {
        try {
            return Optional.of(Owners.of(after)).filter(owners -> !owners.isEmpty());
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isReset(ObjectNode after) {
        JsonNode entries = after.path("metadata").path("managedFields");
        return entries.size() == 1
                && entries.path(0).isObject()
                && entries.path(0).isEmpty();
    }

    static @Nullable Shape shape(Resource resource) {
        return Types.of(resource)
                .<Shape>map(type -> new Shape.Struct(type.name(), false, false))
                .orElse(null);
    }

    /// Without what nobody owns, and without what a write to that subresource does not touch. Changes
    /// the set.
    static FieldSet own(FieldSet fields, Resource resource, String subresource) {
        fields.drop("f:apiVersion");
        fields.drop("f:kind");
        FieldSet metadata = fields.child("f:metadata");
        if (metadata != null) {
            for (String name : SERVERS_OWN) {
                metadata.drop(Steps.field(name));
            }
            if (metadata.isWithoutChildren()) {
                fields.drop("f:metadata");
            }
        }
        if (subresource.equals("status")) {
            fields.keepOnly("f:status");
        } else if (resource.subresources().contains("status")) {
            fields.drop("f:status");
        }
        return fields;
    }
}
