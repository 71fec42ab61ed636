package naru.cluster.state.rule;

import java.util.Set;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of kinds that need few: namespaces, nodes, events, leases.
final class PlainKinds {
    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private PlainKinds() {}

    /// A namespace is emptied by a controller before it goes.
    static void namespace(ObjectNode object) {
        if (!Tree.has(object, "spec", "finalizers") && !Tree.has(object, "metadata", "deletionTimestamp")) {
            Tree.object(object, "spec").putArray("finalizers").add("kubernetes");
        }
        Fill.text(Tree.object(object, "status"), "phase", "Active");
        Tree.object(object, "metadata", "labels").put("kubernetes.io/metadata.name", Tree.name(object));
    }

    /// Amounts are written as quantities are.
    static void node(ObjectNode node) {
        for (String field : new String[] {"capacity", "allocatable"}) {
            if (Tree.at(node, "status", field) instanceof ObjectNode amounts) {
                PodDefaults.quantities(amounts);
            }
        }
    }

    static void checkNode(ObjectNode node, Violations violations) {
        JsonNode status = node.path("status");
        ContainerRules.quantities(status.path("capacity"), "status.capacity", violations);
        ContainerRules.quantities(status.path("allocatable"), "status.allocatable", violations);
        int i = 0;
        for (ObjectNode taint : Tree.objects(node, "spec", "taints")) {
            String field = "spec.taints[" + i++ + "]";
            String key = Tree.text(taint, "key");
            NameGrammar.keyRefusal(key).ifPresent(why -> violations.invalid(field + ".key", key, why));
            NameGrammar.LABEL_VALUE.check(Tree.text(taint, "value"), field + ".value", violations);
            if (Tree.text(taint, "effect").isEmpty()) {
                violations.required(field + ".effect", "");
            }
            violations.oneOf(field + ".effect", Tree.text(taint, "effect"), EFFECTS);
        }
    }

    static void lastingNode(ObjectNode before, ObjectNode after, Violations violations) {
        String had = Tree.text(before, "spec", "podCIDR");
        if (!had.isEmpty() && !had.equals(Tree.text(after, "spec", "podCIDR"))) {
            violations.forbidden("spec.podCIDR", "node updates may not change podCIDR except from \"\" to valid");
        }
    }

    static void checkEvent(ObjectNode event, Violations violations) {
        String about = Tree.text(event, "involvedObject", "namespace");
        String own = Tree.namespace(event);
        if (!about.equals(own) && !(about.isEmpty() && own.equals("default"))) {
            violations.invalid("involvedObject.namespace", about, "does not match event.namespace");
        }
    }

    static void checkLease(ObjectNode lease, Violations violations) {
        JsonNode spec = lease.path("spec");
        if (spec.has("leaseDurationSeconds") && Tree.number(spec, 0, "leaseDurationSeconds") < 1) {
            violations.invalid(
                    "spec.leaseDurationSeconds",
                    Tree.number(spec, 0, "leaseDurationSeconds"),
                    "must be greater than 0");
        }
        violations.notNegative("spec.leaseTransitions", Tree.number(spec, 0, "leaseTransitions"));
    }
}
