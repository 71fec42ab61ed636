package naru.node.service;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of a Service is of use on a node. IPv4 only.
///
/// @param name which
/// @param address its ClusterIP; empty for a headless one and for an external name
/// @param externalAddresses further addresses at which it is reached (`spec.externalIPs`)
/// @param externalName of what it is another name (`type: ExternalName`), or empty
/// @param ports that it offers
/// @param affinitySeconds how long a client stays with its endpoint, 0 for not at all
/// @param externalLocal node ports lead to endpoints of the same node only
/// @param internalLocal the ClusterIP leads to endpoints of the same node only
public record Service(
        ServiceName name,
        String address,
        List<String> externalAddresses,
        String externalName,
        List<Port> ports,
        int affinitySeconds,
        boolean externalLocal,
        boolean internalLocal) {
    private static final int AFFINITY_SECONDS = 10_800;

    /// A port of a service.
    ///
    /// @param name empty for an only one without name
    /// @param protocol `tcp`, `udp` or `sctp`
    /// @param port at the ClusterIP
    /// @param nodePort at every node, or 0
    public record Port(String name, String protocol, int port, int nodePort) {}

    /// Copies the lists.
    public Service {
        externalAddresses = List.copyOf(externalAddresses);
        ports = List.copyOf(ports);
    }

    /// Whether its name stands for its endpoints' addresses.
    public boolean headless() {
        return address.isEmpty() && externalName.isEmpty();
    }

    /// Reads a Service.
    static Service of(ObjectNode object) {
        JsonNode spec = object.path("spec");
        boolean external = spec.path("type").asString("").equals("ExternalName");
        String address = spec.path("clusterIP").asString("");
        boolean addressed = !external && Slice.isIpv4(address);
        JsonNode affinity = spec.path("sessionAffinityConfig").path("clientIP").path("timeoutSeconds");
        List<String> addresses = new ArrayList<>();
        spec.path("externalIPs").forEach(one -> addresses.add(one.asString("")));
        addresses.removeIf(one -> !Slice.isIpv4(one));
        return new Service(
                name(object),
                addressed ? address : "",
                addresses,
                external ? spec.path("externalName").asString("") : "",
                ports(spec),
                spec.path("sessionAffinity").asString("").equals("ClientIP") ? affinity.asInt(AFFINITY_SECONDS) : 0,
                spec.path("externalTrafficPolicy").asString("").equals("Local"),
                spec.path("internalTrafficPolicy").asString("").equals("Local"));
    }

    /// The name of a Service.
    static ServiceName name(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return new ServiceName(
                metadata.path("namespace").asString(""), metadata.path("name").asString(""));
    }

    private static List<Port> ports(JsonNode spec) {
        List<Port> ports = new ArrayList<>();
        for (JsonNode port : spec.path("ports")) {
            ports.add(new Port(
                    port.path("name").asString(""),
                    Slice.protocol(port),
                    port.path("port").asInt(0),
                    port.path("nodePort").asInt(0)));
        }
        return ports;
    }
}
