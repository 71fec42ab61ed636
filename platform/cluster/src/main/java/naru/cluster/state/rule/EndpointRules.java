package naru.cluster.state.rule;

import java.util.List;
import java.util.Set;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of endpoints and endpoint slices.
final class EndpointRules {
    private static final Set<String> TYPES = Set.of("IPv4", "IPv6", "FQDN");
    private static final Set<String> PROTOCOLS = Set.of("SCTP", "TCP", "UDP");
    private static final int MOST = 1_000;
    private static final int MOST_ADDRESSES = 100;

    private EndpointRules() {}

    static void endpoints(ObjectNode endpoints) {
        for (ObjectNode subset : Tree.objects(endpoints, "subsets")) {
            Tree.objects(subset, "ports").forEach(port -> Fill.text(port, "protocol", "TCP"));
        }
    }

    static void slice(ObjectNode slice) {
        for (ObjectNode port : Tree.objects(slice, "ports")) {
            Fill.text(port, "protocol", "TCP");
            if (!port.has("name")) {
                port.put("name", "");
            }
        }
    }

    static void checkEndpoints(ObjectNode endpoints, Violations violations) {
        int i = 0;
        for (ObjectNode subset : Tree.objects(endpoints, "subsets")) {
            String field = "subsets[" + i++ + "]";
            List<ObjectNode> addresses = Tree.objects(subset, "addresses");
            if (addresses.isEmpty() && Tree.objects(subset, "notReadyAddresses").isEmpty()) {
                violations.required(field, "must specify `addresses` or `notReadyAddresses`");
            }
            for (int j = 0; j < addresses.size(); j++) {
                String ip = Tree.text(addresses.get(j), "ip");
                if (!ServiceRules.address(ip)) {
                    violations.invalid(
                            field + ".addresses[" + j + "].ip",
                            ip,
                            "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
                }
            }
            ports(subset, field + ".ports", violations);
        }
    }

    static void checkSlice(ObjectNode slice, Violations violations) {
        String type = Tree.text(slice, "addressType");
        if (type.isEmpty()) {
            violations.required("addressType", "");
        }
        violations.oneOf("addressType", type, TYPES);
        List<ObjectNode> endpoints = Tree.objects(slice, "endpoints");
        if (endpoints.size() > MOST) {
            violations.invalid("endpoints", endpoints.size(), "must have at most " + MOST + " items");
        }
        for (int i = 0; i < endpoints.size(); i++) {
            List<String> addresses = Tree.texts(endpoints.get(i), "addresses");
            String field = "endpoints[" + i + "].addresses";
            if (addresses.isEmpty()) {
                violations.required(field, "must contain at least 1 address");
            } else if (addresses.size() > MOST_ADDRESSES) {
                violations.invalid(field, addresses.size(), "must have at most " + MOST_ADDRESSES + " items");
            }
            for (int j = 0; j < addresses.size(); j++) {
                if (!type.equals("FQDN") && !ServiceRules.address(addresses.get(j))) {
                    violations.invalid(field + "[" + j + "]", addresses.get(j), "must be a valid " + type + " address");
                }
            }
        }
        ports(slice, "ports", violations);
    }

    private static void ports(JsonNode object, String path, Violations violations) {
        int i = 0;
        for (ObjectNode port : Tree.objects(object, "ports")) {
            String field = path + "[" + i++ + "]";
            if (port.has("port")) {
                violations.port(field + ".port", Tree.number(port, 0, "port"));
            }
            violations.oneOf(field + ".protocol", Tree.text(port, "protocol"), PROTOCOLS);
        }
    }

    static void lastingSlice(ObjectNode before, ObjectNode after, Violations violations) {
        Workloads.immutable(before, after, violations, "addressType");
    }
}
