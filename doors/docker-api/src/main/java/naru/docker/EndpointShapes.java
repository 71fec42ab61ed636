package naru.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.container.Container;
import naru.container.Networking;
import naru.network.Endpoint;
import naru.network.EndpointSpec;
import naru.network.Networks;
import naru.network.Sandbox;

/// A container's parts in networks.
final class EndpointShapes {
    private final Networks networks;

    EndpointShapes(Networks networks) {
        this.networks = networks;
    }

    /// `NetworkSettings` of inspect.
    Shape settings(Container container) {
        Optional<Sandbox> sandbox = container.sandbox();
        List<Endpoint> endpoints = sandbox.map(Sandbox::endpoints).orElse(List.of());
        Optional<Endpoint> first = endpoints.stream()
                .filter(endpoint -> endpoint.networkName().equals("bridge"))
                .findFirst();
        return Shape.of()
                .with("Bridge", "")
                .with("SandboxID", sandbox.isPresent() ? container.id() : "")
                .with(
                        "SandboxKey",
                        sandbox.map(Sandbox::netns).map(Object::toString).orElse(""))
                .with(
                        "Ports",
                        sandbox.isEmpty()
                                ? Map.of()
                                : Ports.open(
                                        container.spec().config().exposedPorts(),
                                        sandbox.get().ports()))
                .with("HairpinMode", false)
                .with("LinkLocalIPv6Address", "")
                .with("LinkLocalIPv6PrefixLen", 0)
                .with("SecondaryIPAddresses", null)
                .with("SecondaryIPv6Addresses", null)
                .with("EndpointID", first.map(Endpoint::endpointId).orElse(""))
                .with("Gateway", first.map(Endpoint::gateway).orElse(""))
                .with("GlobalIPv6Address", first.map(Endpoint::ipv6).orElse(""))
                .with("GlobalIPv6PrefixLen", first.map(Endpoint::prefixLength6).orElse(0))
                .with("IPAddress", first.map(Endpoint::ipv4).orElse(""))
                .with("IPPrefixLen", first.map(Endpoint::prefixLength).orElse(0))
                .with("IPv6Gateway", first.map(Endpoint::gateway6).orElse(""))
                .with("MacAddress", first.map(Endpoint::mac).orElse(""))
                .with("Networks", byNetwork(container));
    }

    /// Each network by name: live values while the container runs, otherwise what was asked.
    Map<String, Shape> byNetwork(Container container) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        Networking asked = container.spec().networking();
        String mode = HostShapes.networkMode(asked);
        if (!mode.startsWith("container:")) {
            shapes.put(name(mode), idle(EndpointSpec.of(mode)));
        }
        asked.endpoints().forEach(endpoint -> shapes.put(name(endpoint.network()), idle(endpoint)));
        container
                .sandbox()
                .map(Sandbox::endpoints)
                .orElse(List.of())
                .forEach(live -> shapes.put(live.networkName(), live(live)));
        return shapes;
    }

    private String name(String network) {
        try {
            return networks.get(network.equals("default") ? "bridge" : network).name();
        } catch (Fault e) {
            return network; // removed since
        }
    }

    private Shape idle(EndpointSpec asked) {
        String id;
        try {
            id = networks.get(asked.network().equals("default") ? "bridge" : asked.network())
                    .id();
        } catch (Fault e) {
            id = ""; // removed since
        }
        return shape(
                        asked.ipv4(),
                        asked.ipv6(),
                        asked.linkLocal(),
                        asked.links(),
                        asked.aliases(),
                        asked.mac(),
                        asked.driverOptions())
                .with("NetworkID", id)
                .with("EndpointID", "")
                .with("Gateway", "")
                .with("IPAddress", "")
                .with("IPPrefixLen", 0)
                .with("IPv6Gateway", "")
                .with("GlobalIPv6Address", "")
                .with("GlobalIPv6PrefixLen", 0)
                .with("DNSNames", null);
    }

    private static Shape live(Endpoint endpoint) {
        return shape(
                        endpoint.requestedIpv4(),
                        endpoint.requestedIpv6(),
                        endpoint.linkLocal(),
                        endpoint.links(),
                        endpoint.aliases(),
                        endpoint.mac(),
                        endpoint.driverOptions())
                .with("NetworkID", endpoint.networkId())
                .with("EndpointID", endpoint.endpointId())
                .with("Gateway", endpoint.gateway())
                .with("IPAddress", endpoint.ipv4())
                .with("IPPrefixLen", endpoint.prefixLength())
                .with("IPv6Gateway", endpoint.gateway6())
                .with("GlobalIPv6Address", endpoint.ipv6())
                .with("GlobalIPv6PrefixLen", endpoint.prefixLength6())
                .with("DNSNames", Absent.nullIfEmpty(endpoint.dnsNames()));
    }

    private static Shape shape(
            String requested,
            String requested6,
            List<String> linkLocal,
            List<String> links,
            List<String> aliases,
            String mac,
            Map<String, String> driverOptions) {
        Shape addresses = Shape.of()
                .withIf(!requested.isEmpty(), "IPv4Address", requested)
                .withIf(!requested6.isEmpty(), "IPv6Address", requested6)
                .withIf(!linkLocal.isEmpty(), "LinkLocalIPs", linkLocal);
        return Shape.of()
                .with("IPAMConfig", addresses.fields().isEmpty() ? null : addresses)
                .with("Links", Absent.nullIfEmpty(links))
                .with("Aliases", Absent.nullIfEmpty(aliases))
                .with("MacAddress", mac)
                .with("DriverOpts", Absent.nullIfEmpty(driverOptions));
    }
}
