package naru.network;

/// A container's port made reachable on the host.
///
/// @param containerPort 1 to 65535
/// @param protocol transport
/// @param hostIp an address of the host; `0.0.0.0` or `::` for all of a version of IP, empty for all
/// @param hostPort first host port that may be used; 0 for any free one of the ephemeral range
/// @param hostPortLast last host port that may be used; equal to `hostPort` for exactly one
public record PortBinding(int containerPort, Protocol protocol, String hostIp, int hostPort, int hostPortLast) {
    /// Transport protocols that can be published.
    public enum Protocol {
        /// TCP.
        TCP,
        /// UDP.
        UDP;

        /// As Docker and nftables write it.
        public String text() {
            return this == TCP ? "tcp" : "udp";
        }
    }

    /// Whether this one, which is published, is what was asked for.
    boolean answers(PortBinding asked) {
        return containerPort == asked.containerPort
                && protocol == asked.protocol
                && ip(hostIp).equals(ip(asked.hostIp))
                && (asked.hostPort == 0
                        || hostPort >= asked.hostPort && hostPort <= Math.max(asked.hostPort, asked.hostPortLast));
    }

    private static String ip(String text) {
        return text.isEmpty() ? "0.0.0.0" : text;
    }

    /// The same on another address of the host.
    PortBinding on(String address) {
        return new PortBinding(containerPort, protocol, address, hostPort, hostPortLast);
    }

    /// One container port on one host port of all addresses.
    public static PortBinding tcp(int hostPort, int containerPort) {
        return new PortBinding(containerPort, Protocol.TCP, "", hostPort, hostPort);
    }

    /// One container port on one host port of all addresses.
    public static PortBinding udp(int hostPort, int containerPort) {
        return new PortBinding(containerPort, Protocol.UDP, "", hostPort, hostPort);
    }
}
