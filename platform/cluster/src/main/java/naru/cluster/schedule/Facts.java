package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.cluster.view.Conditions;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;

/// What a Node's document says that matters for placing pods. Two documents with the same facts are the same node to
/// the scheduler.
///
/// @param pods how many it takes
/// @param taints those that forbid and those that advise; a node that is not ready has a taint that says so
record Facts(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean unschedulable,
        Amounts allocatable,
        long pods) {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final long PODS = 110;

    Facts {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    static Facts read(JsonNode node) {
        List<Taint> taints = new ArrayList<>(Taint.read(node.path("spec").path("taints")));
        boolean told = taints.stream()
                .anyMatch(one -> one.key().equals(NOT_READY) || one.key().equals(UNREACHABLE));
        if (!told && !Conditions.holds(node, "Ready")) {
            taints.add(new Taint(NOT_READY, "", "NoSchedule"));
        }
        JsonNode allocatable = node.path("status").path("allocatable");
        long pods =
                allocatable.has("pods") ? Amounts.quantity(allocatable, "pods").units() : PODS;
        return new Facts(
                Meta.name(node),
                texts(Meta.labels(node)),
                taints,
                Meta.flag(node, "spec", "unschedulable"),
                Amounts.read(allocatable),
                pods);
    }

    static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = HashMap.newHashMap(map.size());
        map.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asString("")));
        return texts;
    }
}
