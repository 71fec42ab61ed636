package naru.node.net;

import java.util.Arrays;
import java.util.stream.Collectors;

/// Documents of a cluster, for tests, with single quotes.
final class Documents {
    private Documents() {}

    static String node(String name, String slice, String address) {
        return "{'apiVersion':'v1','kind':'Node','metadata':{'name':'" + name + "'},'spec':{'podCIDR':'" + slice
                + "'},'status':{'addresses':[{'type':'InternalIP','address':'" + address + "'}]}}";
    }

    /// A service of the namespace `shop` with one port 80, for tcp and udp.
    ///
    /// @param more further fields of its spec, each with a comma before it
    static String service(String name, String address, String more) {
        return "{'apiVersion':'v1','kind':'Service','metadata':{'name':'" + name
                + "','namespace':'shop'},'spec':{'clusterIP':'" + address
                + "','ports':[{'name':'web','port':80,'protocol':'TCP'" + port(more)
                + "},{'name':'echo','port':80,'protocol':'UDP'}]" + without(more) + "}}";
    }

    /// Its endpoints, each on port 8080, as `ADDRESS@NODE`, with `!` before those that are not ready.
    static String slice(String service, String... endpoints) {
        String list = Arrays.stream(endpoints)
                .map(one -> "{'addresses':['" + one.replace("!", "").replaceAll("@.*", "") + "'],'nodeName':'"
                        + one.replaceAll(".*@", "") + "','conditions':{'ready':" + !one.startsWith("!") + "}}")
                .collect(Collectors.joining(","));
        return "{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{'name':'" + service
                + "-1','namespace':'shop','labels':{'kubernetes.io/service-name':'" + service
                + "'}},'addressType':'IPv4','endpoints':[" + list
                + "],'ports':[{'name':'web','port':8080,'protocol':'TCP'},{'name':'echo','port':8080,'protocol':'UDP'}]}";
    }

    private static String port(String more) {
        return more.contains("'nodePort'") ? more.substring(more.indexOf(",'nodePort'")) : "";
    }

    private static String without(String more) {
        return more.contains("'nodePort'") ? more.substring(0, more.indexOf(",'nodePort'")) : more;
    }
}
