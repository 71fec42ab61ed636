package naru.cluster.state;

import java.util.List;
import naru.base.Fault;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
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
        for (String name : NAMESPACES) {
            ensure(objects, Resources.NAMESPACES, "", named(name));
        }
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
        ensure(objects, Resources.SERVICES, "default", service);
    }

    private static ObjectNode named(String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name);
        return object;
    }

    private static void ensure(Objects objects, Resource resource, String namespace, ObjectNode object) {
        try {
            objects.create(resource, namespace, object, BY);
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw fault;
            }
        }
    }
}
