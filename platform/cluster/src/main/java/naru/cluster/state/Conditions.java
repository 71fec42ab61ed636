package naru.cluster.state;

import java.time.Instant;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conditions of a status that the server itself sets.
final class Conditions {
    private Conditions() {}

    /// Sets one, without reason and message.
    static void set(ObjectNode status, String type, String value, Instant now) {
        ArrayNode conditions = Tree.array(status, "conditions");
        ObjectNode condition = Tree.objects(status, "conditions").stream()
                .filter(one -> Tree.text(one, "type").equals(type))
                .findFirst()
                .orElseGet(conditions::addObject);
        condition.removeAll();
        condition.put("type", type).put("status", value).put("lastTransitionTime", now.toString());
    }
}
