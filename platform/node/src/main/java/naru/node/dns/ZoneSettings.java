package naru.node.dns;

import naru.network.Cidr;

/// What a cluster's zone is made of.
///
/// @param domain such as `cluster.local`, in small letters
/// @param pods out of which pods have their addresses
/// @param services out of which services have theirs
/// @param server the name server's own address, in network order
public record ZoneSettings(String domain, Cidr pods, Cidr services, int server) {
    /// How long an answer may be kept: long enough for the questions of one connection, short enough
    /// that a move shows.
    static final int TTL_SECONDS = 5;

    static final int SERIAL = 1;
}
