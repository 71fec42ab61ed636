package naru.node.pod.spec;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A pod's resolver settings (Kubernetes, "DNS for Services and Pods").
///
/// @param servers addresses of name servers; empty for the machine's
/// @param search domains; empty for the machine's
/// @param options such as `ndots:5`; empty for the machine's
public record Resolver(List<String> servers, List<String> search, List<String> options) {
    private static final int MAX_SERVERS = 3;

    /// What a pod's `dnsPolicy` and `dnsConfig` say.
    ///
    /// @param address of the cluster's DNS; empty for none
    /// @param domain of the cluster, such as `cluster.local`
    public static Resolver of(Pod pod, String address, String domain) {
        JsonNode own = pod.spec().path("dnsConfig");
        List<String> servers = new ArrayList<>();
        List<String> search = new ArrayList<>();
        List<String> options = new ArrayList<>();
        if (isClusterFirst(pod) && !address.isEmpty()) {
            servers.add(address);
            search.addAll(List.of(pod.namespace() + ".svc." + domain, "svc." + domain, domain));
            options.add("ndots:5");
        }
        servers.addAll(Doc.texts(own, "nameservers"));
        search.addAll(Doc.texts(own, "searches"));
        for (JsonNode option : Doc.each(own, "options")) {
            String name = Doc.text(option, "name");
            options.removeIf(other -> other.equals(name) || other.startsWith(name + ":"));
            options.add(Doc.has(option, "value") ? name + ":" + Doc.text(option, "value") : name);
        }
        if (Doc.text(pod.spec(), "dnsPolicy").equals("None") && search.isEmpty()) {
            search.add("."); // none at all, not the machine's
        }
        return new Resolver(
                servers.stream().distinct().limit(MAX_SERVERS).toList(),
                search.stream().distinct().toList(),
                options);
    }

    private static boolean isClusterFirst(Pod pod) {
        return switch (Doc.text(pod.spec(), "dnsPolicy")) {
            case "Default", "None" -> false;
            case "ClusterFirstWithHostNet" -> true;
            default -> !pod.hostNetwork();
        };
    }
}
