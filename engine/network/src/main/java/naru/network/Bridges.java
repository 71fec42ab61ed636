package naru.network;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Fault;
import naru.linux.Sysctl;

/// The bridges of networks, in the kernel. Safe for use by many threads.
final class Bridges {
    private final HostLinks host;
    private final Set<String> ready = ConcurrentHashMap.newKeySet();

    Bridges(HostLinks host) {
        this.host = host;
    }

    boolean has(Network network) {
        return ready.contains(network.bridge());
    }

    /// Makes a network's bridge unless it is there.
    synchronized void ensure(Network network) {
        if (!ready.contains(network.bridge())) {
            if (host.get().find(network.bridge()).isEmpty()) {
                host.get()
                        .addBridge(
                                network.bridge(),
                                Macs.random(),
                                DriverOptions.of(network).mtu());
                settings(network);
                network.ipam().forEach(config -> addGateway(network, config));
            }
            forwarding();
            if (network.ipam(Family.IPV6).isPresent()) {
                Ipv6Settings.forwarding();
            }
            ready.add(network.bridge());
        }
    }

    private void addGateway(Network network, IpamConfig config) {
        int index = host.get().index(network.bridge());
        boolean four = Family.of(config.subnet()) == Family.IPV4;
        if (four && DriverOptions.of(network).withoutAddress()) {
            return;
        }
        if (four) {
            host.get()
                    .addAddress(
                            index,
                            Cidr.address(config.gateway()),
                            Cidr.parse(config.subnet()).length());
        } else {
            host.get()
                    .addAddress6(
                            index,
                            Prefix6.octets(config.gateway()),
                            Prefix6.parse(config.subnet()).length());
        }
    }

    /// Whether the kernel has a network's bridge, made in this life or an earlier one.
    boolean isInKernel(Network network) {
        return host.get().find(network.bridge()).isPresent();
    }

    synchronized void remove(Network network) {
        remove(network.bridge());
    }

    /// Takes a bridge away by its name, if it is there.
    synchronized void remove(String bridge) {
        ready.remove(bridge);
        if (!bridge.isEmpty()) {
            host.get().delete(bridge);
        }
    }

    /// Lets the host's own connections to 127.0.0.1 be led to containers of this bridge; no container is its router.
    private static void settings(Network network) {
        String bridge = network.bridge();
        try {
            Sysctl.writeLink(bridge, "route_localnet", "1");
            if (Ipv6Settings.areThere()) {
                Ipv6Settings.bridge(bridge, network.ipam(Family.IPV6).isPresent());
            }
        } catch (IOException e) {
            throw Fault.internal("cannot set route_localnet of " + bridge + ": " + e.getMessage(), e);
        }
    }

    private static void forwarding() {
        try {
            if (!Sysctl.read("ipv4/ip_forward").equals("1")) {
                Sysctl.write("ipv4/ip_forward", "1");
            }
        } catch (IOException e) {
            throw Fault.internal("cannot enable net.ipv4.ip_forward: " + e.getMessage(), e);
        }
    }
}
