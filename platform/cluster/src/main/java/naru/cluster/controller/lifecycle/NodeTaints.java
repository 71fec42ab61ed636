package naru.cluster.controller.lifecycle;

import java.time.Instant;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The taints that say how a node is. Pure.
final class NodeTaints {
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    static final String NOT_READY = "node.kubernetes.io/not-ready";

    private NodeTaints() {}

    static boolean has(JsonNode node, String key) {
        for (JsonNode one : node.path("spec").path("taints")) {
            if (Meta.text(one, "key").equals(key)) {
                return true;
            }
        }
        return false;
    }

    /// The node with both effects of one of the two taints, or with neither.
    ///
    /// @param wanted the key, or empty for none
    static ObjectNode with(ObjectNode node, String wanted, Instant now) {
        ObjectNode changed = node.deepCopy();
        ArrayNode taints = JsonNodeFactory.instance.arrayNode();
        boolean there = false;
        for (JsonNode one : node.path("spec").path("taints")) {
            String key = Meta.text(one, "key");
            boolean ours = key.equals(UNREACHABLE) || key.equals(NOT_READY);
            there |= ours && key.equals(wanted);
            if (!ours || key.equals(wanted)) {
                taints.add(one);
            }
        }
        if (!wanted.isEmpty() && !there) {
            taints.addObject().put("key", wanted).put("effect", "NoSchedule").put("timeAdded", Meta.stamp(now));
            taints.addObject().put("key", wanted).put("effect", "NoExecute").put("timeAdded", Meta.stamp(now));
        }
        ObjectNode spec = Meta.child(changed, "spec");
        if (taints.isEmpty()) {
            spec.remove("taints");
        } else {
            spec.set("taints", taints);
        }
        return changed;
    }
}
