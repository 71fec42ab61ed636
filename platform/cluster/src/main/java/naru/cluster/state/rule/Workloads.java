package naru.cluster.state.rule;

import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Rules of what keeps pods: deployments and replica sets.
final class Workloads {
    private Workloads() {}

    static void deployment(ObjectNode object) {
        ObjectNode spec = Tree.object(object, "spec");
        if (!spec.has("replicas")) {
            spec.put("replicas", 1);
        }
    }
}
