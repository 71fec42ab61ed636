package naru.cluster.state.rule;

import java.util.List;
import java.util.Optional;
import naru.cluster.object.Quantity;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// How safe a pod is when memory is short (Kubernetes, "Pod Quality of Service Classes").
final class QualityOfService {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QualityOfService() {}

    /// `Guaranteed` if every container's requests are its limits, `BestEffort` without any, else `Burstable`.
    static String of(ObjectNode spec) {
        List<ObjectNode> containers = Tree.objects(spec, "containers");
        containers.addAll(Tree.objects(spec, "initContainers"));
        boolean any = false;
        boolean all = !containers.isEmpty();
        for (ObjectNode container : containers) {
            for (String resource : COUNTED) {
                Optional<Quantity> request = amount(container, "requests", resource);
                Optional<Quantity> limit = amount(container, "limits", resource);
                any |= request.isPresent() || limit.isPresent();
                all &= limit.isPresent() && (request.isEmpty() || request.equals(limit));
            }
        }
        return all ? "Guaranteed" : any ? "Burstable" : "BestEffort";
    }

    private static Optional<Quantity> amount(ObjectNode container, String field, String resource) {
        return Quantity.read(Tree.text(container, "resources", field, resource)).filter(one -> one.signum() > 0);
    }
}
