package naru.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import naru.network.Endpoint;
import naru.network.IpamConfig;
import naru.network.Network;

/// Networks as Docker shows them.
final class NetworkShapes {
    private NetworkShapes() {}

    /// A network; `detail` adds the containers in it.
    static Shape network(Network network, boolean detail, ApiVersion version) {
        return Shape.of()
                .with("Name", network.name())
                .with("Id", network.id())
                .with("Created", GoTime.text(network.created()))
                .with("Scope", network.scope())
                .with("Driver", network.driver())
                .withIf(version.atLeast(47), "EnableIPv4", network.ipv4())
                .with("EnableIPv6", network.ipv6())
                .with("IPAM", ipam(network))
                .with("Internal", network.internal())
                .with("Attachable", network.attachable())
                .with("Ingress", false)
                .with("ConfigFrom", Map.of("Network", ""))
                .with("ConfigOnly", false)
                .with("Containers", detail ? containers(network.endpoints()) : Map.of())
                .with("Options", new TreeMap<>(network.options()))
                .with("Labels", new TreeMap<>(network.labels()));
    }

    private static Shape ipam(Network network) {
        return Shape.of()
                .with("Driver", network.ipamDriver().isEmpty() ? "default" : network.ipamDriver())
                .with("Options", network.predefined() ? null : network.ipamOptions())
                .with(
                        "Config",
                        network.ipam().isEmpty()
                                ? null
                                : network.ipam().stream()
                                        .map(NetworkShapes::config)
                                        .toList());
    }

    private static Shape config(IpamConfig config) {
        return Shape.of()
                .with("Subnet", config.subnet())
                .withIf(!config.ipRange().isEmpty(), "IPRange", config.ipRange())
                .withIf(!config.gateway().isEmpty(), "Gateway", config.gateway())
                .withIf(!config.auxiliary().isEmpty(), "AuxiliaryAddresses", config.auxiliary());
    }

    private static Map<String, Shape> containers(List<Endpoint> endpoints) {
        Map<String, Shape> containers = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            containers.put(
                    endpoint.containerId(),
                    Shape.of()
                            .with("Name", endpoint.containerName())
                            .with("EndpointID", endpoint.endpointId())
                            .with("MacAddress", endpoint.mac())
                            .with("IPv4Address", cidr(endpoint.ipv4(), endpoint.prefixLength()))
                            .with("IPv6Address", cidr(endpoint.ipv6(), endpoint.prefixLength6())));
        }
        return containers;
    }

    private static String cidr(String address, int length) {
        return address.isEmpty() ? "" : address + "/" + length;
    }
}
