package naru.kube.table;

import java.util.List;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Pods.
final class PodColumns {
    static final List<Column> ALL = List.of(
            Column.names(),
            Column.text("Ready", object -> PodPhrase.of(object).ready()),
            Column.text("Status", object -> PodPhrase.of(object).status()),
            Column.text("Restarts", object -> PodPhrase.of(object).restarts()),
            Column.age(),
            Column.wide("IP", PodColumns::address),
            Column.wide("Node", object -> Words.orNone(Tree.text(object, "spec", "nodeName"))),
            Column.wide("Nominated Node", object -> Words.orNone(Tree.text(object, "status", "nominatedNodeName"))),
            Column.wide("Readiness Gates", PodColumns::gates));

    private PodColumns() {}

    private static String address(ObjectNode pod) {
        List<ObjectNode> all = Tree.objects(pod, "status", "podIPs");
        return Words.orNone(all.isEmpty() ? Tree.text(pod, "status", "podIP") : Tree.text(all.getFirst(), "ip"));
    }

    private static String gates(ObjectNode pod) {
        List<ObjectNode> gates = Tree.objects(pod, "spec", "readinessGates");
        long open = gates.stream()
                .filter(gate ->
                        Words.condition(pod, Tree.text(gate, "conditionType")).equals("True"))
                .count();
        return gates.isEmpty() ? Words.NONE : open + "/" + gates.size();
    }
}
