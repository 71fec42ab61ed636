package naru.network;

import java.util.List;
import java.util.Map;

/// How a container wants to be part of one network; an empty text means "choose".
///
/// @param network name, id or unique beginning of an id
/// @param ipv4 an address of the network's subnet
/// @param mac six octets, e.g. `02:42:0a:3d:00:02`
/// @param aliases further names in this network
/// @param driverOptions kept and shown
/// @param gatewayPriority the endpoint with the highest provides the default route; among equals the first
public record EndpointSpec(
        String network,
        String ipv4,
        String mac,
        List<String> aliases,
        Map<String, String> driverOptions,
        int gatewayPriority) {
    /// Copies the collections.
    public EndpointSpec {
        aliases = List.copyOf(aliases);
        driverOptions = Map.copyOf(driverOptions);
    }

    /// Part of a network, everything chosen.
    public static EndpointSpec of(String network) {
        return new EndpointSpec(network, "", "", List.of(), Map.of(), 0);
    }

    /// The same with further names.
    public EndpointSpec withAliases(String... names) {
        return new EndpointSpec(network, ipv4, mac, List.of(names), driverOptions, gatewayPriority);
    }

    /// The same with a fixed address.
    public EndpointSpec withIpv4(String address) {
        return new EndpointSpec(network, address, mac, aliases, driverOptions, gatewayPriority);
    }

    /// The same with a fixed hardware address.
    public EndpointSpec withMac(String address) {
        return new EndpointSpec(network, ipv4, address, aliases, driverOptions, gatewayPriority);
    }
}
