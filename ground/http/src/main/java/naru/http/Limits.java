package naru.http;

import java.time.Duration;

/// What a listener takes from its clients at most.
///
/// @param line bytes of the request line or of one header line
/// @param head bytes of request line and headers together
/// @param fields number of header lines
/// @param connections open at once; further ones wait in the kernel's queue
/// @param idle how long a TCP client may stay silent between requests and inside one; Unix sockets have no such
///     limit
public record Limits(int line, int head, int fields, int connections, Duration idle) {
    /// For local clients: long query strings and registry credentials fit.
    public static final Limits DEFAULT = new Limits(128 << 10, 512 << 10, 200, 4096, Duration.ofMinutes(3));
}
