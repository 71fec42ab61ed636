package naru.cluster.schedule;

import java.util.HashSet;
import java.util.Set;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;

/// A port of the node itself that a pod takes.
///
/// @param address empty for all of the node's
record HostPort(String protocol, String address, int port) {
    static Set<HostPort> read(JsonNode spec) {
        Set<HostPort> ports = new HashSet<>();
        boolean host = Meta.flag(spec, "hostNetwork");
        for (JsonNode container : spec.path("containers")) {
            for (JsonNode port : container.path("ports")) {
                long number = Meta.number(port, host ? Meta.number(port, 0, "containerPort") : 0, "hostPort");
                if (number > 0) {
                    String protocol = port.path("protocol").asString("TCP");
                    String address = Meta.text(port, "hostIP");
                    ports.add(new HostPort(protocol, address.equals("0.0.0.0") ? "" : address, (int) number));
                }
            }
        }
        return ports;
    }

    /// Whether both cannot be on one node.
    boolean clashes(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (address.isEmpty() || other.address.isEmpty() || address.equals(other.address));
    }
}
