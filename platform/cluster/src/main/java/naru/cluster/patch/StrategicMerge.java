package naru.cluster.patch;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.schema.Bounds;
import naru.cluster.schema.Shape;
import naru.cluster.schema.Types;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Kubernetes' strategic merge patch (API conventions, "Strategic Merge Patch"): as a JSON merge patch,
/// but lists whose elements have a key are merged element by element, and directives say more: `$patch`
/// (merge, replace, delete), `$deleteFromPrimitiveList/x`, `$setElementOrder/x`, `$retainKeys`. Leaves
/// what it is given as it is.
///
/// Errors: INVALID for directives that make no sense, UNPROCESSABLE where elements lack their key,
/// UNSUPPORTED_MEDIA_TYPE for kinds whose lists nobody described.
public final class StrategicMerge {
    static final String PATCH = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMerge() {}

    /// The target with the changes.
    public static ObjectNode apply(Resource resource, ObjectNode target, ObjectNode changes) {
        Shape shape = Types.of(resource)
                .map(type -> new Shape.Struct(type.name(), false, false))
                .orElseThrow(() -> Fault.unsupportedMediaType("strategic merge patches are not possible for "
                        + resource.qualified() + ": send application/merge-patch+json"));
        Bounds.weigh(changes, 1);
        return merge(target.deepCopy(), changes, shape);
    }

    /// Merges into `target`, which is changed and answered, or another takes its place.
    static ObjectNode merge(ObjectNode target, ObjectNode changes, @Nullable Shape shape) {
        JsonNode directive = changes.get(PATCH);
        if (directive != null && !directive.asString("").equals("merge")) {
            return switch (directive.asString("")) {
                case "replace" -> plain(changes);
                case "delete" -> target.objectNode();
                default -> throw unknownDirective(directive);
            };
        }
        retain(target, changes);
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            String name = change.getKey();
            if (name.startsWith(DELETE)) {
                deleteFrom(target, name.substring(DELETE.length()), change.getValue());
            } else if (!name.startsWith(ORDER) && !name.equals(RETAIN) && !name.equals(PATCH)) {
                set(target, name, change.getValue(), Shapes.member(shape, name));
            }
        }
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getKey().startsWith(ORDER)) {
                order(target, changes, change.getKey().substring(ORDER.length()), change.getValue(), shape);
            }
        }
        return target;
    }

    private static void set(ObjectNode target, String name, JsonNode change, @Nullable Shape shape) {
        JsonNode before = target.get(name);
        if (change.isNull()) {
            target.remove(name);
        } else if (before instanceof ObjectNode old && change instanceof ObjectNode members) {
            target.set(name, merge(old, members, shape));
        } else if (before instanceof ArrayNode old
                && change instanceof ArrayNode elements
                && shape instanceof Shape.ListOf list
                && list.merging().strategic()) {
            target.set(name, StrategicLists.merge(old, elements, list));
        } else if (change instanceof ObjectNode members && isDeletion(members)) {
            target.remove(name);
        } else {
            target.set(name, plain(change));
        }
    }

    /// Without directives and nulls.
    static <T extends JsonNode> T plain(T change) {
        @SuppressWarnings("unchecked")
        T copy = (T) change.deepCopy();
        dropDirectives(copy);
        return copy;
    }

    private static void dropDirectives(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
            object.properties().removeIf(member -> isDirective(member.getKey()));
        } else if (node instanceof ArrayNode list) {
            list.removeIf(StrategicLists::isDirective);
        }
        node.forEach(StrategicMerge::dropDirectives);
    }

    private static boolean isDirective(String name) {
        return name.equals(PATCH) || name.equals(RETAIN) || name.startsWith(DELETE) || name.startsWith(ORDER);
    }

    private static boolean isDeletion(ObjectNode change) {
        return change.path(PATCH).asString("").equals("delete");
    }

    private static void retain(ObjectNode target, ObjectNode changes) {
        JsonNode retained = changes.get(RETAIN);
        if (retained == null) {
            return;
        }
        Set<String> names = new HashSet<>();
        if (!(retained instanceof ArrayNode list) || !list.valueStream().allMatch(JsonNode::isString)) {
            throw Fault.invalid("invalid patch format of retainKeys: it is a list of names");
        }
        list.forEach(name -> names.add(name.stringValue()));
        changes.properties().forEach(change -> {
            if (!isDirective(change.getKey()) && !change.getValue().isNull() && !names.contains(change.getKey())) {
                throw Fault.invalid("invalid patch format of retainKeys: it lacks the field \"" + change.getKey()
                        + "\", which the patch sets");
            }
        });
        target.properties().removeIf(member -> !names.contains(member.getKey()));
    }

    private static void deleteFrom(ObjectNode target, String name, JsonNode deleted) {
        if (!(deleted instanceof ArrayNode values)) {
            throw Fault.invalid("invalid patch format of primitive list: \"" + DELETE + name + "\" is a list");
        }
        if (target.get(name) instanceof ArrayNode list) {
            Set<JsonNode> gone = new HashSet<>();
            values.forEach(gone::add);
            list.removeIf(gone::contains);
        }
    }

    private static void order(
            ObjectNode target, ObjectNode changes, String name, JsonNode order, @Nullable Shape shape) {
        if (!(order instanceof ArrayNode wanted)) {
            throw Fault.invalid("invalid patch format of setElementOrder list: \"" + ORDER + name + "\" is a list");
        }
        String key = Shapes.member(shape, name) instanceof Shape.ListOf list
                ? list.merging().mergeKey()
                : "";
        if (changes.get(name) instanceof ArrayNode changed) {
            Set<String> known = new HashSet<>(StrategicLists.identities(wanted, key));
            for (JsonNode element : changed) {
                if (!StrategicLists.isDirective(element) && !known.contains(StrategicLists.identity(element, key))) {
                    throw Fault.invalid("invalid patch format of setElementOrder list: \"" + ORDER + name
                            + "\" lacks an element that the patch sets");
                }
            }
        }
        if (target.get(name) instanceof ArrayNode list) {
            target.set(name, StrategicLists.order(list, list, wanted, key));
        }
    }

    static Fault unknownDirective(JsonNode directive) {
        return Fault.invalid("unknown patch type " + directive + ": \"$patch\" is merge, replace or delete");
    }
}
