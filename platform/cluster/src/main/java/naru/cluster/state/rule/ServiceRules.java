package naru.cluster.state.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of services. Their addresses and node ports are given elsewhere.
final class ServiceRules {
    private static final Set<String> TYPES = Set.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final Set<String> PROTOCOLS = Set.of("SCTP", "TCP", "UDP");
    private static final Set<String> POLICIES = Set.of("Cluster", "Local");
    private static final int STICKY_SECONDS = 10_800;
    private static final Pattern IPV4 = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private ServiceRules() {}

    /// Whether a text is an address.
    static boolean address(String text) {
        return IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    static void defaults(ObjectNode service) {
        ObjectNode spec = Tree.object(service, "spec");
        Fill.text(spec, "type", "ClusterIP");
        Fill.text(spec, "sessionAffinity", "None");
        String type = Tree.text(spec, "type");
        for (ObjectNode port : Tree.objects(spec, "ports")) {
            Fill.text(port, "protocol", "TCP");
            if (!port.has("targetPort") && port.has("port")) {
                port.set("targetPort", port.path("port").deepCopy());
            }
        }
        traffic(spec, type);
        if (Tree.text(spec, "sessionAffinity").equals("ClientIP")) {
            Fill.number(Tree.object(spec, "sessionAffinityConfig", "clientIP"), "timeoutSeconds", STICKY_SECONDS);
        }
        Fill.object(Tree.object(service, "status"), "loadBalancer");
    }

    private static void traffic(ObjectNode spec, String type) {
        if (!type.equals("ExternalName")) {
            Fill.text(spec, "internalTrafficPolicy", "Cluster");
            Fill.text(spec, "ipFamilyPolicy", "SingleStack");
            if (!spec.has("ipFamilies")) {
                spec.putArray("ipFamilies").add("IPv4");
            }
        }
        if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            Fill.text(spec, "externalTrafficPolicy", "Cluster");
        } else {
            spec.remove("externalTrafficPolicy");
        }
    }

    static void check(ObjectNode service, Violations violations) {
        JsonNode spec = service.path("spec");
        String type = Tree.text(spec, "type");
        String ip = Tree.text(spec, "clusterIP");
        violations.oneOf("spec.type", type, TYPES);
        violations.oneOf("spec.sessionAffinity", Tree.text(spec, "sessionAffinity"), Set.of("ClientIP", "None"));
        violations.oneOf("spec.internalTrafficPolicy", Tree.text(spec, "internalTrafficPolicy"), POLICIES);
        violations.oneOf("spec.externalTrafficPolicy", Tree.text(spec, "externalTrafficPolicy"), POLICIES);
        Metadata.labels(spec.path("selector"), "spec.selector", violations);
        if (type.equals("ExternalName")) {
            external(spec, violations);
        } else if (!ip.isEmpty() && !ip.equals("None") && !address(ip)) {
            violations.invalid(
                    "spec.clusterIPs[0]", ip, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        if (ip.equals("None") && (type.equals("NodePort") || type.equals("LoadBalancer"))) {
            violations.invalid("spec.clusterIPs[0]", ip, "may not be set to 'None' for " + type + " services");
        }
        List<ObjectNode> ports = Tree.objects(spec, "ports");
        if (ports.isEmpty() && !ip.equals("None") && !type.equals("ExternalName")) {
            violations.required("spec.ports", "");
        }
        ports(ports, type, violations);
    }

    private static void external(JsonNode spec, Violations violations) {
        String name = Tree.text(spec, "externalName");
        if (name.isEmpty()) {
            violations.required("spec.externalName", "");
        } else {
            NameGrammar.SUBDOMAIN.check(
                    name.endsWith(".") ? name.substring(0, name.length() - 1) : name, "spec.externalName", violations);
        }
        if (!Tree.text(spec, "clusterIP").isEmpty()) {
            violations.forbidden("spec.clusterIPs", "may not be set when `type` is 'ExternalName'");
        }
    }

    private static void ports(List<ObjectNode> ports, String type, Violations violations) {
        Set<String> names = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            String field = "spec.ports[" + i + "]";
            String name = Tree.text(port, "name");
            if (name.isEmpty() && ports.size() > 1) {
                violations.required(field + ".name", "");
            } else if (!name.isEmpty()) {
                NameGrammar.LABEL.check(name, field + ".name", violations);
                if (!names.add(name)) {
                    violations.duplicate(field + ".name", name);
                }
            }
            port(port, field, type, violations);
            if (!taken.add(Tree.text(port, "protocol") + port.path("port"))) {
                violations.duplicate(field, port);
            }
        }
    }

    private static void port(ObjectNode port, String field, String type, Violations violations) {
        violations.port(field + ".port", Tree.number(port, 0, "port"));
        ProbeRules.portOrName(port.path("targetPort"), field + ".targetPort", violations);
        violations.oneOf(field + ".protocol", Tree.text(port, "protocol"), PROTOCOLS);
        if (Tree.number(port, 0, "nodePort") != 0 && !type.equals("NodePort") && !type.equals("LoadBalancer")) {
            violations.forbidden(field + ".nodePort", "may not be used when `type` is '" + type + "'");
        }
    }

    /// An address that was given stays, except by way of a service that has none.
    static void lasting(ObjectNode before, ObjectNode after, Violations violations) {
        String had = Tree.text(before, "spec", "clusterIP");
        String has = Tree.text(after, "spec", "clusterIP");
        boolean external = Tree.text(before, "spec", "type").equals("ExternalName")
                || Tree.text(after, "spec", "type").equals("ExternalName");
        if (!external && !had.isEmpty() && !had.equals(has)) {
            violations.invalid("spec.clusterIPs[0]", List.of(has), "may not change once set");
        }
    }
}
