package naru.node.net;

import java.nio.file.Path;
import naru.base.Fault;
import naru.network.Cidr;

/// What all nodes of a cluster must agree on about their network. IPv4.
///
/// @param pods out of which every node has a slice (`spec.podCIDR`)
/// @param services out of which services have their addresses
/// @param dns the cluster's name server: an address of `services`, at which every node answers itself
/// @param domain of the cluster, such as `cluster.local`
/// @param vxlanPort UDP port for packets between nodes that are not on one network
/// @param direct all nodes are on one network: pods get the full packet size, VXLAN is not used
/// @param resolvConf the host's resolver configuration, to which other names are forwarded
public record ClusterNetwork(
        Cidr pods, Cidr services, String dns, String domain, int vxlanPort, boolean direct, Path resolvConf) {
    private static final int VXLAN_PORT = 8472;
    private static final int DNS_OFFSET = 10;

    /// Checks that they fit together; INVALID otherwise.
    public ClusterNetwork {
        if (pods.overlaps(services)) {
            throw Fault.invalid("the pod network " + pods + " and the service network " + services
                    + " overlap: choose others with --pod-network and --service-network");
        }
        if (!services.contains(Cidr.address(dns))) {
            throw Fault.invalid("the name server's address " + dns + " is not in the service network " + services);
        }
    }

    /// 10.62.0.0/16 for pods, 10.63.0.0/16 for services, cluster.local.
    public static ClusterNetwork defaults() {
        return of("10.62.0.0/16", "10.63.0.0/16");
    }

    /// With other networks; the name server is the tenth address of the services'.
    public static ClusterNetwork of(String pods, String services) {
        Cidr service = Cidr.parse(services);
        String dns = Cidr.text(service.base() + DNS_OFFSET);
        return new ClusterNetwork(
                Cidr.parse(pods), service, dns, "cluster.local", VXLAN_PORT, false, Path.of("/etc/resolv.conf"));
    }

    /// The same with another resolver configuration.
    public ClusterNetwork withResolvConf(Path file) {
        return new ClusterNetwork(pods, services, dns, domain, vxlanPort, direct, file);
    }

    /// The same with another UDP port.
    public ClusterNetwork withVxlanPort(int port) {
        return new ClusterNetwork(pods, services, dns, domain, port, direct, resolvConf);
    }

    /// The number of the cluster's VXLAN: the same on every node, another for another pod network.
    public int vni() {
        return pods.base() >>> 8;
    }
}
