package naru.cli;

import java.util.List;

/// How this machine takes part in a cluster.
///
/// @param nodeName what it is called among nodes; empty for the machine's own name
/// @param nodeAddress IPv4 at which other nodes reach it; empty for the one by which it reaches the world
/// @param scheduler policy that places pods which name none: `least-loaded`, `random`, `round-robin`, `bin-packing`
/// @param datastore etcd's endpoints, such as `http://10.0.0.1:2379`; none for the embedded store
/// @param vxlanPort UDP port of packets between nodes that are not on one network
public record ClusterOptions(
        String nodeName, String nodeAddress, String scheduler, List<String> datastore, int vxlanPort) {
    /// A machine by itself.
    public static final ClusterOptions DEFAULT = new ClusterOptions("", "", "least-loaded", List.of(), 8472);

    /// The same for a machine that has joined.
    ///
    /// @param node what the cluster calls it; empty for what these options say
    /// @param state etcd's endpoints, if these options name none
    public ClusterOptions of(String node, List<String> state) {
        return new ClusterOptions(
                node.isEmpty() ? nodeName : node,
                nodeAddress,
                scheduler,
                datastore.isEmpty() ? state : datastore,
                vxlanPort);
    }

    /// Copies the list.
    public ClusterOptions {
        datastore = List.copyOf(datastore);
    }
}
