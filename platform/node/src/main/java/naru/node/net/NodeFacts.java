package naru.node.net;

import java.util.Optional;
import naru.base.Fault;
import naru.network.Cidr;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of a Node is of use for routes.
///
/// @param name of the node
/// @param pods its slice of the pod network
/// @param address its InternalIP, in network order
record NodeFacts(String name, Cidr pods, int address) {
    /// Reads a Node; empty while it has no slice or no IPv4 address, or what it has cannot be read.
    static Optional<NodeFacts> of(ObjectNode node) {
        String slice = node.path("spec").path("podCIDR").asString("");
        String address = "";
        for (JsonNode one : node.path("status").path("addresses")) {
            String value = one.path("address").asString("");
            if (address.isEmpty() && one.path("type").asString("").equals("InternalIP") && !value.contains(":")) {
                address = value;
            }
        }
        if (slice.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        try {
            String name = node.path("metadata").path("name").asString("");
            return Optional.of(new NodeFacts(name, Cidr.parse(slice), Cidr.address(address)));
        } catch (Fault _) {
            return Optional.empty(); // a wrong address of one node must not stop the others
        }
    }

    /// The node's own address among its pods.
    int gateway() {
        return pods.base() + 1;
    }

    /// The hardware address of its VXLAN interface, which every other node can tell from its slice.
    String mac() {
        int gateway = gateway();
        return String.format(
                "02:4e:%02x:%02x:%02x:%02x", gateway >>> 24, gateway >>> 16 & 255, gateway >>> 8 & 255, gateway & 255);
    }
}
