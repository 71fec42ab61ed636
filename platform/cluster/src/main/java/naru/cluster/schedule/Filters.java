package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a node can take a pod at all. The words are Kubernetes' own: people and tools look for them.
final class Filters {
    private Filters() {}

    static boolean pass(Demand pod, Node node, Surroundings surroundings) {
        return document(pod, node) == null
                && node.fits(pod, null)
                && ports(pod, node) == null
                && surroundings.objection(node) == null;
    }

    /// Why it cannot; one reason, or everything that there is too little of.
    static List<String> reasons(Demand pod, Node node, Surroundings surroundings) {
        String first = document(pod, node);
        if (first == null) {
            first = ports(pod, node);
        }
        if (first != null) {
            return List.of(first);
        }
        List<String> reasons = new ArrayList<>();
        if (!node.fits(pod, reasons)) {
            return reasons;
        }
        String objection = surroundings.objection(node);
        return objection == null ? List.of() : List.of(objection);
    }

    private static @Nullable String document(Demand pod, Node node) {
        Facts facts = node.facts();
        if (!pod.node().isEmpty() && !pod.node().equals(facts.name())) {
            return "node(s) didn't match the requested node name";
        }
        if (facts.unschedulable() && !pod.tolerates(CORDON)) {
            return "node(s) were unschedulable";
        }
        for (Taint taint : facts.taints()) {
            if (taint.forbids() && !pod.tolerates(taint)) {
                return "node(s) had untolerated taint " + taint;
            }
        }
        return pod.nodes().allow(facts) ? null : "node(s) didn't match Pod's node affinity/selector";
    }

    private static final Taint CORDON = new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");

    private static @Nullable String ports(Demand pod, Node node) {
        for (HostPort port : pod.ports()) {
            if (node.taken(port)) {
                return "node(s) didn't have free ports for the requested pod ports";
            }
        }
        return null;
    }
}
