package naru.kube.table;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Nodes.
final class NodeColumns {
    private static final String ROLE = "node-role.kubernetes.io/";
    private static final String OLD_ROLE = "kubernetes.io/role";

    static final List<Column> ALL = List.of(
            Column.names(),
            Column.text("Status", NodeColumns::status),
            Column.text("Roles", NodeColumns::roles),
            Column.age(),
            Column.text("Version", object -> information(object, "kubeletVersion", "")),
            Column.wide("Internal-IP", object -> address(object, "InternalIP")),
            Column.wide("External-IP", object -> address(object, "ExternalIP")),
            Column.wide("OS-Image", object -> information(object, "osImage", "<unknown>")),
            Column.wide("Kernel-Version", object -> information(object, "kernelVersion", "<unknown>")),
            Column.wide("Container-Runtime", object -> information(object, "containerRuntimeVersion", "<unknown>")));

    private NodeColumns() {}

    private static String status(ObjectNode node) {
        String ready = switch (Words.condition(node, "Ready")) {
            case "True" -> "Ready";
            case "" -> "Unknown";
            default -> "NotReady";
        };
        return Tree.flag(node, "spec", "unschedulable") ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(ObjectNode node) {
        return Words.orNone(Tree.at(node, "metadata", "labels")
                .propertyStream()
                .flatMap(label -> label.getKey().startsWith(ROLE)
                        ? Stream.of(label.getKey().substring(ROLE.length()))
                        : label.getKey().equals(OLD_ROLE)
                                ? Stream.of(label.getValue().asString(""))
                                : Stream.empty())
                .filter(role -> !role.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(",")));
    }

    private static String information(ObjectNode node, String name, String absent) {
        String text = Tree.text(node, "status", "nodeInfo", name);
        return text.isEmpty() ? absent : text;
    }

    private static String address(ObjectNode node, String type) {
        return Tree.objects(node, "status", "addresses").stream()
                .filter(one -> Tree.text(one, "type").equals(type))
                .map(one -> Tree.text(one, "address"))
                .findFirst()
                .orElse(Words.NONE);
    }
}
