package naru.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How a container wants to be part of one network; an empty text means "choose".
///
/// @param network name, id or unique beginning of an id
/// @param ipv4 an address of the network's subnet
/// @param mac six octets, e.g. `02:42:0a:3d:00:02`
/// @param aliases further names in this network
/// @param driverOptions kept and shown; [#SYSCTLS], [#INTERFACE] and [NetworkSpec#GUARD]
///     have an effect
/// @param gatewayPriority the endpoint with the highest provides the default route; among equals the first
/// @param links `CONTAINER:ALIAS`: other containers of the network by names that only this one knows
/// @param linkLocal further addresses of the interface, outside of what networks give
/// @param ipv6 an address of the network's IPv6 subnet
public record EndpointSpec(
        String network,
        String ipv4,
        String mac,
        List<String> aliases,
        Map<String, String> driverOptions,
        int gatewayPriority,
        List<String> links,
        List<String> linkLocal,
        String ipv6) {
    /// Driver option, as Docker names it: `net.ipv4.conf.IFNAME.forwarding=1` and so on, with commas between; IFNAME
    /// stands for the interface.
    public static final String SYSCTLS = "com.docker.network.endpoint.sysctls";

    /// Driver option, as Docker names it: what the interface is called in the container.
    public static final String INTERFACE = "com.docker.network.endpoint.ifname";

    /// Copies the collections; those that an older version did not write are empty.
    public EndpointSpec {
        aliases = List.copyOf(aliases);
        driverOptions = Map.copyOf(driverOptions);
        links = List.copyOf(Objects.requireNonNullElse(links, List.of()));
        linkLocal = List.copyOf(Objects.requireNonNullElse(linkLocal, List.of()));
        ipv6 = Objects.requireNonNullElse(ipv6, "");
    }

    /// Without links and further addresses.
    public EndpointSpec(
            String network,
            String ipv4,
            String mac,
            List<String> aliases,
            Map<String, String> driverOptions,
            int gatewayPriority) {
        this(network, ipv4, mac, aliases, driverOptions, gatewayPriority, List.of(), List.of(), "");
    }

    /// Part of a network, everything chosen.
    public static EndpointSpec of(String network) {
        return new EndpointSpec(network, "", "", List.of(), Map.of(), 0);
    }

    /// The same in another network.
    public EndpointSpec on(String other) {
        return new EndpointSpec(other, ipv4, mac, aliases, driverOptions, gatewayPriority, links, linkLocal, ipv6);
    }

    /// The same with further names.
    public EndpointSpec withAliases(String... names) {
        return new EndpointSpec(
                network, ipv4, mac, List.of(names), driverOptions, gatewayPriority, links, linkLocal, ipv6);
    }

    /// The same with a fixed address.
    public EndpointSpec withIpv4(String address) {
        return new EndpointSpec(network, address, mac, aliases, driverOptions, gatewayPriority, links, linkLocal, ipv6);
    }

    /// The same with a fixed IPv6 address.
    public EndpointSpec withIpv6(String address) {
        return new EndpointSpec(network, ipv4, mac, aliases, driverOptions, gatewayPriority, links, linkLocal, address);
    }

    /// The same with a fixed hardware address.
    public EndpointSpec withMac(String address) {
        return new EndpointSpec(
                network, ipv4, address, aliases, driverOptions, gatewayPriority, links, linkLocal, ipv6);
    }

    /// The same with links.
    public EndpointSpec withLinks(List<String> others) {
        return new EndpointSpec(network, ipv4, mac, aliases, driverOptions, gatewayPriority, others, linkLocal, ipv6);
    }
}
