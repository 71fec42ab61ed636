package naru.node.net;

/// Where a service is reached: one key of the rules' maps.
sealed interface Frontend {
    /// `tcp`, `udp` or `sctp`.
    String protocol();

    /// The port that clients name.
    int port();

    /// At an address of its own.
    record OnAddress(String protocol, String address, int port) implements Frontend {}

    /// At every address of the node.
    record OnNode(String protocol, int port) implements Frontend {}
}
