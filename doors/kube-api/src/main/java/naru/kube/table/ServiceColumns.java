package naru.kube.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Services and what is behind them.
final class ServiceColumns {
    /// How many addresses or ports a cell has room for.
    private static final int FEW = 3;

    static final List<Column> SERVICES = List.of(
            Column.names(),
            Column.text("Type", object -> Tree.text(object, "spec", "type")),
            Column.text("Cluster-IP", object -> Words.orNone(Tree.text(object, "spec", "clusterIP"))),
            Column.text("External-IP", ServiceColumns::external),
            Column.text("Port(s)", ServiceColumns::ports),
            Column.age(),
            Column.wide("Selector", object -> Words.labels(Tree.at(object, "spec", "selector"))));

    static final List<Column> ENDPOINTS =
            List.of(Column.names(), Column.text("Endpoints", ServiceColumns::endpoints), Column.age());

    static final List<Column> SLICES = List.of(
            Column.names(),
            Column.text("AddressType", object -> Tree.text(object, "addressType")),
            Column.text("Ports", ServiceColumns::slicePorts),
            Column.text("Endpoints", ServiceColumns::sliceAddresses),
            Column.age());

    private ServiceColumns() {}

    private static String external(ObjectNode service) {
        List<String> all = new ArrayList<>();
        switch (Tree.text(service, "spec", "type")) {
            case "ExternalName" -> all.add(Tree.text(service, "spec", "externalName"));
            case "LoadBalancer" -> {
                for (ObjectNode one : Tree.objects(service, "status", "loadBalancer", "ingress")) {
                    String address = Tree.text(one, "ip");
                    all.add(address.isEmpty() ? Tree.text(one, "hostname") : address);
                }
                all.addAll(Tree.texts(service, "spec", "externalIPs"));
                return all.isEmpty() ? "<pending>" : String.join(",", all);
            }
            default -> all.addAll(Tree.texts(service, "spec", "externalIPs"));
        }
        return Words.orNone(String.join(",", all));
    }

    private static String ports(ObjectNode service) {
        return Words.orNone(Tree.objects(service, "spec", "ports").stream()
                .map(port -> {
                    long node = Tree.number(port, 0, "nodePort");
                    String protocol = Tree.text(port, "protocol");
                    return Tree.number(port, 0, "port") + (node > 0 ? ":" + node : "") + "/"
                            + (protocol.isEmpty() ? "TCP" : protocol);
                })
                .collect(Collectors.joining(",")));
    }

    private static String endpoints(ObjectNode endpoints) {
        List<String> all = new ArrayList<>();
        for (ObjectNode subset : Tree.objects(endpoints, "subsets")) {
            List<ObjectNode> ports = Tree.objects(subset, "ports");
            for (ObjectNode address : Tree.objects(subset, "addresses")) {
                String ip = Tree.text(address, "ip");
                String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
                ports.forEach(port -> all.add(host + ":" + Tree.number(port, 0, "port")));
                if (ports.isEmpty()) {
                    all.add(ip);
                }
            }
        }
        return Words.few(all, FEW, Words.NONE);
    }

    private static String slicePorts(ObjectNode slice) {
        return Words.few(
                Tree.objects(slice, "ports").stream()
                        .map(port -> Tree.has(port, "port") ? "" + Tree.number(port, 0, "port") : "*")
                        .toList(),
                FEW,
                "<unset>");
    }

    private static String sliceAddresses(ObjectNode slice) {
        return Words.few(
                Tree.objects(slice, "endpoints").stream()
                        .flatMap(one -> Tree.texts(one, "addresses").stream())
                        .toList(),
                FEW,
                "<unset>");
    }
}
