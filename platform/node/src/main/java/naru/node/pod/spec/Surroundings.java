package naru.node.pod.spec;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a pod may ask about where it runs, and what of it and of itself its fields say (Kubernetes, "Downward API").
///
/// @param node the node's name
/// @param hostAddress the node's address
/// @param podAddress the pod's address; empty before it has one
/// @param cpuMilli processors of the node, in thousandths: the limit of who has none
/// @param memory bytes of the node: the limit of who has none
/// @param ephemeral bytes of disk of the node
public record Surroundings(
        String node, String hostAddress, String podAddress, long cpuMilli, long memory, long ephemeral) {
    /// The same for a pod with an address.
    public Surroundings at(String address) {
        return new Surroundings(node, hostAddress, address, cpuMilli, memory, ephemeral);
    }

    /// What a `fieldRef` names; empty for what is not known.
    public String field(Pod pod, String path) {
        if (path.startsWith("metadata.labels['") || path.startsWith("metadata.annotations['")) {
            String key = path.substring(path.indexOf('\'') + 1, path.length() - 2);
            return Doc.text(pod.document(), "metadata", path.startsWith("metadata.l") ? "labels" : "annotations", key);
        }
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "metadata.uid" -> pod.uid();
            case "metadata.labels" -> lines(pod, "labels");
            case "metadata.annotations" -> lines(pod, "annotations");
            case "spec.nodeName" -> node;
            case "spec.serviceAccountName" -> Doc.text(pod.spec(), "serviceAccountName");
            case "status.hostIP", "status.hostIPs" -> hostAddress;
            case "status.podIP", "status.podIPs" -> podAddress;
            default -> "";
        };
    }

    private static String lines(Pod pod, String what) {
        StringBuilder text = new StringBuilder();
        Doc.map(pod.document(), "metadata", what)
                .forEach((key, value) ->
                        text.append(key).append('=').append(quoted(value)).append('\n'));
        return text.toString();
    }

    private static String quoted(String value) {
        return naru.base.Json.text(value);
    }

    /// What a `resourceFieldRef` names.
    ///
    /// @param own the container whose environment it is; another one if the reference names it
    public String resource(Pod pod, PodContainer own, JsonNode reference) {
        String named = Doc.text(reference, "containerName");
        PodContainer container = named.isEmpty() ? own : pod.container(named).orElse(own);
        String[] path = Doc.text(reference, "resource").split("\\.", 2);
        String amount = path.length < 2 ? "0" : amount(container, path[0], path[1]);
        return Long.toString(Quantity.divided(amount, Doc.text(reference, "divisor")));
    }

    private String amount(PodContainer container, String kind, String resource) {
        List<String> kinds = kind.equals("requests") ? List.of("requests", "limits") : List.of("limits");
        for (String one : kinds) {
            String asked = Doc.text(container.spec(), "resources", one, resource);
            if (!asked.isEmpty()) {
                return asked;
            }
        }
        if (kind.equals("requests")) {
            return "0";
        }
        return switch (resource) {
            case "cpu" -> cpuMilli + "m";
            case "memory" -> Long.toString(memory);
            case "ephemeral-storage" -> Long.toString(ephemeral);
            default -> "0";
        };
    }
}
