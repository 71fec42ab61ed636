package naru.cluster.state;

import java.util.List;
import naru.cluster.object.Ensured;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a cluster has from its first start on: its namespaces, and the service by which pods reach the API.
public final class StartContent {
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");
    private static final WriteOptions BY = WriteOptions.by("naru");

    private StartContent() {}

    /// Makes what is not there yet.
    ///
    /// @param network whose first address is the API's
    /// @param port at which the API's servers listen
    public static void ensure(Objects objects, ServiceNetwork network, int port) {
        Ensured.all(
                objects,
                Resources.NAMESPACES,
                "",
                NAMESPACES.stream().map(StartContent::named).toList(),
                BY);
        ObjectNode service = named("kubernetes");
        service.withObject("metadata")
                .putObject("labels")
                .put("component", "apiserver")
                .put("provider", "kubernetes");
        ObjectNode spec = service.putObject("spec");
        spec.put("clusterIP", network.address(1));
        spec.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", 443)
                .put("targetPort", port)
                .put("protocol", "TCP");
        Ensured.all(objects, Resources.SERVICES, "default", List.of(service), BY);
    }

    private static ObjectNode named(String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name);
        return object;
    }
}
