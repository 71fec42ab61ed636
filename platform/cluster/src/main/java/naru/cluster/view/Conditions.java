package naru.cluster.view;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and sets `status.conditions`.
public final class Conditions {
    private Conditions() {}

    /// A condition of an object.
    ///
    /// @param reason a word, such as `MinimumReplicasAvailable`
    /// @param message a sentence
    public record Condition(String type, String status, String reason, String message) {}

    /// One of an object's conditions.
    public static Optional<ObjectNode> find(JsonNode object, String type) {
        for (JsonNode one : object.path("status").path("conditions")) {
            if (one instanceof ObjectNode found && Meta.text(one, "type").equals(type)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /// Whether an object has the condition with status `True`.
    public static boolean holds(JsonNode object, String type) {
        return status(object, type).equals("True");
    }

    /// The condition's status, or empty.
    public static String status(JsonNode object, String type) {
        return find(object, type).map(one -> Meta.text(one, "status")).orElse("");
    }

    /// Sets a condition; its `lastTransitionTime` changes with its status only.
    ///
    /// @return whether anything is different
    public static boolean set(ObjectNode object, Condition condition, Instant now) {
        Optional<ObjectNode> found = find(object, condition.type());
        if (found.isPresent() && same(found.get(), condition)) {
            return false;
        }
        ObjectNode one = found.orElseGet(
                () -> Meta.list(Meta.child(object, "status"), "conditions").addObject());
        if (!Meta.text(one, "status").equals(condition.status())) {
            one.put("lastTransitionTime", Meta.stamp(now));
        }
        one.put("type", condition.type()).put("status", condition.status());
        one.put("reason", condition.reason()).put("message", condition.message());
        return true;
    }

    /// Takes a condition away; answers whether it was there.
    public static boolean remove(ObjectNode object, String type) {
        ArrayNode all = Meta.list(Meta.child(object, "status"), "conditions");
        for (int i = 0; i < all.size(); i++) {
            if (Meta.text(all.get(i), "type").equals(type)) {
                all.remove(i);
                return true;
            }
        }
        return false;
    }

    private static boolean same(ObjectNode one, Condition condition) {
        return Meta.text(one, "status").equals(condition.status())
                && Meta.text(one, "reason").equals(condition.reason())
                && Meta.text(one, "message").equals(condition.message());
    }
}
