package naru.cluster.join;

/// What all nodes of a cluster know of its network.
///
/// @param pods addresses of all pods, such as `10.62.0.0/16`
/// @param services addresses of services, such as `10.63.0.0/16`
/// @param dns address of the cluster's names, such as `10.63.0.10`
/// @param domain of the cluster's names, such as `cluster.local`
public record ClusterNetwork(String pods, String services, String dns, String domain) {}
