package naru.cluster.patch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.schema.Bounds;
import naru.cluster.schema.Shape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Server-side apply (Kubernetes' "Server-Side Apply"): a manager says which fields it wants, and owns
/// them; what it wanted before and wants no more goes, unless somebody else owns it too; what others
/// own it changes only by force.
public final class ServerSideApply {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String BEFORE_FIRST = "before-first-apply";

    private ServerSideApply() {}

    /// [#apply(Resource, ObjectNode, ObjectNode, String, boolean, String, Instant)] to the object
    /// itself.
    public static ObjectNode apply(
            Resource resource,
            @Nullable ObjectNode live,
            ObjectNode wanted,
            String manager,
            boolean force,
            Instant now) {
        return apply(resource, live, wanted, manager, force, "", now);
    }

    /// The live object with what is wanted, and with the owners of its fields. Leaves what it is given
    /// as it is.
    ///
    /// @param live as stored, or null if there is none yet
    /// @param wanted the fields the manager wants; values null are as if left out
    /// @param force whether to take fields over from other managers
    /// @param subresource such as `status`, or empty
    /// @throws Fault CONFLICT when other managers own a field and have it otherwise, with a detail for
    ///     each; INVALID when what is wanted cannot be applied at all
    public static ObjectNode apply(
            Resource resource,
            @Nullable ObjectNode live,
            ObjectNode wanted,
            String manager,
            boolean force,
            String subresource,
            Instant now) {
        Shape shape = ManagedFields.shape(resource);
        ObjectNode said = checked(wanted, shape);
        ObjectNode before = live == null ? JsonNodeFactory.instance.objectNode() : live;
        Owners owners = owners(resource, live, shape, now);
        Owners.Owner owner = Owners.owner(manager, Owners.Operation.APPLY, "", subresource);

        FieldSet fields = ManagedFields.own(Fields.of(said, shape), resource, subresource);
        ObjectNode merged = (ObjectNode) ApplyMerge.merge(before, said, shape);
        ApplyMerge.prune(merged, shape, owners.fields(owner), fields, owners.others(owner));

        Fields.Difference difference = Fields.between(before, merged, shape);
        FieldSet changed = ManagedFields.own(difference.changed(), resource, subresource);
        Map<Owners.Owner, FieldSet> conflicts = owners.having(changed, owner);
        if (!conflicts.isEmpty() && !force && !wasAppliedByClient(live, manager, conflicts, shape)) {
            throw conflict(conflicts);
        }
        FieldSet removed = ManagedFields.own(difference.removed(), resource, subresource);
        owners.take(FieldSet.union(changed, removed), owner);
        owners.give(owner, fields, resource.apiVersion(), now);
        owners.writeTo(merged);
        return merged;
    }

    /// The owners of the live object; if it has none, all it has belongs to one that stands for the
    /// time before.
    private static Owners owners(Resource resource, @Nullable ObjectNode live, @Nullable Shape shape, Instant now) {
        Owners owners = Owners.of(live);
        if (live != null && owners.isEmpty()) {
            owners.give(
                    Owners.owner(BEFORE_FIRST, Owners.Operation.UPDATE, resource.apiVersion(), ""),
                    ManagedFields.own(Fields.of(live, shape), resource, ""),
                    resource.apiVersion(),
                    now);
        }
        return owners;
    }

    /// A copy without nulls.
    private static ObjectNode checked(ObjectNode wanted, @Nullable Shape shape) {
        Bounds.weigh(wanted, 1);
        if (wanted.path("metadata").path("managedFields").size() > 0) {
            throw Fault.invalid("metadata.managedFields must be nil");
        }
        ObjectNode copy = wanted.deepCopy();
        dropNulls(copy);
        Steps.checkKeys(copy, shape, "");
        return copy;
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(ServerSideApply::dropNulls);
    }

    /// Whether kubectl changes only what it applied itself before, from its own side: then nobody else
    /// is in conflict.
    private static boolean wasAppliedByClient(
            @Nullable ObjectNode live, String manager, Map<Owners.Owner, FieldSet> conflicts, @Nullable Shape shape) {
        String last = live == null
                ? ""
                : live.path("metadata").path("annotations").path(LAST_APPLIED).asString("");
        if (!manager.equals("kubectl") || last.isEmpty()) {
            return false;
        }
        try {
            FieldSet applied = Fields.of(Json.tree(last.getBytes(StandardCharsets.UTF_8)), shape);
            return conflicts.values().stream()
                    .allMatch(fields -> FieldSet.difference(fields, applied).isEmpty());
        } catch (Fault unreadable) {
            return false;
        }
    }

    private static Fault conflict(Map<Owners.Owner, FieldSet> conflicts) {
        List<Fault.Detail> details = new ArrayList<>();
        Map<String, List<String>> paths = new TreeMap<>();
        conflicts.forEach((owner, fields) -> fields.forEachPath(path -> {
            details.add(new Fault.Detail("FieldManagerConflict", path, "conflict with " + owner.written()));
            paths.computeIfAbsent(owner.written(), _ -> new ArrayList<>()).add(path);
        }));
        StringBuilder sentence = new StringBuilder("Apply failed with " + details.size() + " conflict");
        if (details.size() == 1) {
            paths.forEach((owner, path) -> sentence.append(": conflict with " + owner + ": " + path.getFirst()));
        } else {
            List<String> lines = new ArrayList<>();
            paths.forEach((owner, all) -> {
                lines.add("conflicts with " + owner + ":");
                all.forEach(path -> lines.add("- " + path));
            });
            sentence.append("s: ").append(String.join("\n", lines));
        }
        return new Fault(Fault.Kind.CONFLICT, sentence.toString(), null, details);
    }
}
