package naru.node.pod;

import java.util.Map;

/// What a node is and how it runs pods.
///
/// @param name of the node
/// @param address at which others reach it
/// @param podCidr addresses of its pods; empty if nobody said
/// @param network name of the engine's network in which its pods are
/// @param dns address of the cluster's DNS as pods reach it; empty for none
/// @param domain of the cluster
/// @param labels of the node besides the usual ones
/// @param environment of every container, such as the address of the API
/// @param maxPods how many pods it takes
/// @param startsAtOnce how many containers are started at the same time
/// @param version of Naru
public record NodeOptions(
        String name,
        String address,
        String podCidr,
        String network,
        String dns,
        String domain,
        Map<String, String> labels,
        Map<String, String> environment,
        int maxPods,
        int startsAtOnce,
        String version) {
    private static final int MAX_PODS = 300;
    private static final int STARTS_PER_PROCESSOR = 2;

    /// Copies the maps.
    public NodeOptions {
        labels = Map.copyOf(labels);
        environment = Map.copyOf(environment);
    }

    /// A node with the defaults.
    public static NodeOptions of(String name, String address, String podCidr, String network, String dns) {
        int starts = Runtime.getRuntime().availableProcessors() * STARTS_PER_PROCESSOR;
        return new NodeOptions(
                name, address, podCidr, network, dns, "cluster.local", Map.of(), Map.of(), MAX_PODS, starts, "0.1.0");
    }

    /// The same with variables for every container.
    public NodeOptions withEnvironment(Map<String, String> more) {
        return new NodeOptions(
                name, address, podCidr, network, dns, domain, labels, more, maxPods, startsAtOnce, version);
    }

    /// The same with more labels.
    public NodeOptions withLabels(Map<String, String> more) {
        return new NodeOptions(
                name, address, podCidr, network, dns, domain, more, environment, maxPods, startsAtOnce, version);
    }

    /// The same with another limit of pods.
    public NodeOptions withMaxPods(int pods) {
        return new NodeOptions(
                name, address, podCidr, network, dns, domain, labels, environment, pods, startsAtOnce, version);
    }
}
