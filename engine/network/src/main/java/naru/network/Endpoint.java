package naru.network;

import java.util.List;
import java.util.Map;

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
        int gatewayPriority) {}
