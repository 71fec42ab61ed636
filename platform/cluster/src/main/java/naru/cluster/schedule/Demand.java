package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a pod asks of the node that it is to run on, read once from its document. Immutable.
///
/// @param scheduler the name in `spec.schedulerName`
/// @param priority more important pods are placed first
/// @param node the node that it must run on, or empty
/// @param likes pod affinity (weight above 0) and anti-affinity (below 0) that is preferred
record Demand(
        String uid,
        Key key,
        Map<String, String> labels,
        String owner,
        String scheduler,
        long priority,
        String node,
        Amounts requests,
        Set<HostPort> ports,
        List<Toleration> tolerations,
        NodeTerms nodes,
        List<Spread> spreads,
        List<PodTerm> near,
        List<PodTerm> apart,
        List<PodTerm> likes) {
    /// What a pod that asks for nothing is taken to use when nodes are compared.
    private static final long CPU = 100;

    private static final long MEMORY = 200L << 20;

    static Demand read(ObjectNode pod) {
        JsonNode spec = pod.path("spec");
        JsonNode affinity = spec.path("affinity");
        Key key = Key.of(pod);
        Map<String, String> labels = Facts.texts(Meta.labels(pod));
        List<PodTerm> likes = new ArrayList<>(PodTerm.preferred(affinity.path("podAffinity"), key.namespace(), 1));
        likes.addAll(PodTerm.preferred(affinity.path("podAntiAffinity"), key.namespace(), -1));
        return new Demand(
                Meta.uid(pod),
                key,
                labels,
                Meta.controllerUid(pod),
                spec.path("schedulerName").asString("default-scheduler"),
                Meta.number(spec, 0, "priority"),
                Meta.text(spec, "nodeName"),
                requests(spec),
                HostPort.read(spec),
                Toleration.read(spec.path("tolerations")),
                NodeTerms.read(spec),
                Spread.read(spec, labels),
                PodTerm.required(affinity.path("podAffinity"), key.namespace()),
                PodTerm.required(affinity.path("podAntiAffinity"), key.namespace()),
                likes);
    }

    /// What it is taken to use when nodes are compared, in thousandths of a processor.
    long likelyCpu() {
        return requests.cpu() == 0 ? CPU : requests.cpu();
    }

    /// What it is taken to use when nodes are compared, in bytes.
    long likelyMemory() {
        return requests.memory() == 0 ? MEMORY : requests.memory();
    }

    boolean tolerates(Taint taint) {
        for (Toleration one : tolerations) {
            if (one.tolerates(taint)) {
                return true;
            }
        }
        return false;
    }

    /// Containers run together; init containers run one after the other before them, beside those that go on running.
    private static Amounts requests(JsonNode spec) {
        Amounts together = Amounts.NONE;
        for (JsonNode container : spec.path("containers")) {
            together = together.plus(of(container));
        }
        Amounts beside = Amounts.NONE;
        Amounts before = Amounts.NONE;
        for (JsonNode container : spec.path("initContainers")) {
            if (Meta.text(container, "restartPolicy").equals("Always")) {
                beside = beside.plus(of(container));
                before = before.max(beside);
            } else {
                before = before.max(beside.plus(of(container)));
            }
        }
        return together.plus(beside).max(before).plus(Amounts.read(spec.path("overhead")));
    }

    private static Amounts of(JsonNode container) {
        return Amounts.read(container.path("resources").path("requests"));
    }
}
