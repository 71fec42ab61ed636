package naru.cluster.view;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Nodes whose machine serves the API too: their labels say so.
public final class Serving {
    private static final String ROLE = "node-role.kubernetes.io/control-plane";
    private static final String PORT = "naru/api-port";

    private Serving() {}

    /// The labels of such a node.
    ///
    /// @param port of the API, at the node's own address
    public static Map<String, String> labels(int port) {
        return Map.of(ROLE, "", PORT, Integer.toString(port));
    }

    /// Where its machine is reached, if it serves the API.
    public static Optional<String> host(JsonNode node) {
        if (port(node).isEmpty()) {
            return Optional.empty();
        }
        for (JsonNode one : node.path("status").path("addresses")) {
            if (Meta.text(one, "type").equals("InternalIP")) {
                return Optional.of(Meta.text(one, "address"));
            }
        }
        return Optional.empty();
    }

    /// Where it serves the API, as `HOST:PORT`.
    public static Optional<String> address(JsonNode node) {
        return host(node).map(host -> host + ":" + port(node));
    }

    private static String port(JsonNode node) {
        return Meta.text(node.path("metadata").path("labels"), PORT);
    }
}
