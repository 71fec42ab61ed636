package naru.cluster.patch;

import java.util.Map;
import naru.cluster.schema.Bounds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON Merge Patch (RFC 7396): members are replaced, objects merged, null removes. Leaves what it is
/// given as it is.
public final class MergePatch {
    private MergePatch() {}

    /// The target with the changes; INVALID when the result is nested too deeply.
    public static JsonNode apply(JsonNode target, JsonNode changes) {
        return merge(target, changes, 1);
    }

    private static JsonNode merge(JsonNode target, JsonNode changes, int depth) {
        Bounds.checkDepth(depth);
        if (!(changes instanceof ObjectNode members)) {
            return changes.deepCopy();
        }
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        if (target instanceof ObjectNode before) {
            before.properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        }
        for (Map.Entry<String, JsonNode> change : members.properties()) {
            String name = change.getKey();
            if (change.getValue().isNull()) {
                merged.remove(name);
            } else {
                merged.set(name, merge(merged.path(name), change.getValue(), depth + 1));
            }
        }
        // What the changes did not name is still the target's own.
        merged.properties().forEach(member -> {
            if (!members.has(member.getKey())) {
                member.setValue(member.getValue().deepCopy());
            }
        });
        return merged;
    }
}
