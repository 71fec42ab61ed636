package naru.network;

import java.util.Map;

/// Where a network takes its addresses from; an empty text means "choose".
///
/// @param subnet CIDR, e.g. `10.61.4.0/24`
/// @param ipRange CIDR inside the subnet, from which containers get addresses that nobody asked for by number
/// @param gateway an address of the subnet, the bridge's own
/// @param auxiliary addresses of the subnet that are never given away, by a name of the caller's choice
public record IpamConfig(String subnet, String ipRange, String gateway, Map<String, String> auxiliary) {
    /// Copies the map.
    public IpamConfig {
        auxiliary = Map.copyOf(auxiliary);
    }

    /// A subnet alone.
    public static IpamConfig subnet(String subnet) {
        return new IpamConfig(subnet, "", "", Map.of());
    }
}
