package naru.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A running container's part in one network.
///
/// @param endpointId 64 hexadecimal digits
/// @param networkId of the network
/// @param networkName of the network
/// @param containerId of the container whose sandbox it is
/// @param containerName without slash
/// @param interfaceName inside the container, `eth0` and so on; empty in `host` and `none`
/// @param ipv4 address; empty in `host` and `none`
/// @param prefixLength of the subnet, 0 in `host` and `none`
/// @param gateway of the subnet; empty when the network is internal
/// @param mac hardware address; empty in `host` and `none`
/// @param aliases as asked
/// @param dnsNames all names that the embedded DNS server answers; empty where there is none
/// @param requestedIpv4 the address asked for, or empty
/// @param driverOptions as asked
/// @param gatewayPriority as asked
/// @param links as asked
/// @param linkLocal as asked
/// @param ipv6 address; empty where the network has none
/// @param prefixLength6 of the IPv6 subnet, 0 where there is none
/// @param gateway6 of the IPv6 subnet; empty when there is none, or the network is internal
/// @param requestedIpv6 the address asked for, or empty
/// @param parent the interface of the host that it hangs on itself; empty on a bridge
public record Endpoint(
        String endpointId,
        String networkId,
        String networkName,
        String containerId,
        String containerName,
        String interfaceName,
        String ipv4,
        int prefixLength,
        String gateway,
        String mac,
        List<String> aliases,
        List<String> dnsNames,
        String requestedIpv4,
        Map<String, String> driverOptions,
        int gatewayPriority,
        List<String> links,
        List<String> linkLocal,
        String ipv6,
        int prefixLength6,
        String gateway6,
        String requestedIpv6,
        String parent) {
    /// What an older version did not write is empty.
    public Endpoint {
        links = List.copyOf(Objects.requireNonNullElse(links, List.of()));
        linkLocal = List.copyOf(Objects.requireNonNullElse(linkLocal, List.of()));
        ipv6 = Objects.requireNonNullElse(ipv6, "");
        gateway6 = Objects.requireNonNullElse(gateway6, "");
        requestedIpv6 = Objects.requireNonNullElse(requestedIpv6, "");
        parent = Objects.requireNonNullElse(parent, "");
    }

    /// The same for a container of another name, with the names that it has then.
    Endpoint renamed(String name, List<String> names) {
        return new Endpoint(
                endpointId,
                networkId,
                networkName,
                containerId,
                name,
                interfaceName,
                ipv4,
                prefixLength,
                gateway,
                mac,
                aliases,
                names,
                requestedIpv4,
                driverOptions,
                gatewayPriority,
                links,
                linkLocal,
                ipv6,
                prefixLength6,
                gateway6,
                requestedIpv6,
                parent);
    }

    /// The container that a name means to this one alone: its name or id, or an empty text.
    String linked(String name) {
        return links.stream()
                .filter(link -> link.substring(link.indexOf(':') + 1).equalsIgnoreCase(name))
                .map(link -> link.substring(0, Math.max(link.indexOf(':'), 0)))
                .findFirst()
                .orElse("");
    }

    /// Whether it is of a container that is called so, or has that id or one that begins so.
    boolean isOf(String ref) {
        return !ref.isEmpty() && (containerName.equals(ref) || containerId.startsWith(ref));
    }
}
