package naru.node.net;

import java.util.List;

/// How a node's pod network is, for the Node's condition `NetworkUnavailable` and for people.
///
/// @param ready pods can be started: the bridge, the rules and the name server are there
/// @param reason one word, such as `PodNetworkReady`, `NoPodCIDR`
/// @param message a sentence
/// @param podCidr the node's slice, or empty
/// @param mtu how many bytes a packet of a pod may have, 0 while unknown
/// @param underlay the interface to the other nodes, or empty
/// @param peers the other nodes, by name
public record NetworkStatus(
        boolean ready, String reason, String message, String podCidr, int mtu, String underlay, List<Peer> peers) {
    /// The way to another node's pods.
    ///
    /// @param node its name
    /// @param vxlan whether packets go in VXLAN
    /// @param proven how many bytes of a packet that nobody may cut in pieces were seen to arrive
    ///     there and back; 0 while none were
    public record Peer(String node, boolean vxlan, int proven) {}

    /// Copies the list.
    public NetworkStatus {
        peers = List.copyOf(peers);
    }

    static NetworkStatus notReady(String reason, String message) {
        return new NetworkStatus(false, reason, message, "", 0, "", List.of());
    }
}
