package naru.cluster.state.rule;

import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Rules of kinds that need few: namespaces, nodes, events, leases.
final class PlainKinds {
    private PlainKinds() {}

    /// A namespace is emptied by a controller before it goes.
    static void namespace(ObjectNode object) {
        if (!Tree.has(object, "spec", "finalizers") && !Tree.has(object, "metadata", "deletionTimestamp")) {
            Tree.object(object, "spec").putArray("finalizers").add("kubernetes");
        }
        ObjectNode status = Tree.object(object, "status");
        if (!status.has("phase")) {
            status.put("phase", "Active");
        }
    }
}
