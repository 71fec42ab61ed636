package naru.network.local;

import java.time.Duration;

/// How much is copied at a time.
///
/// @param streams connections in all
/// @param streamsPerPort connections of one port
/// @param peers senders of datagrams in all
/// @param peersPerPort senders of datagrams of one port
/// @param idle after how long without a datagram in either direction a sender is forgotten
public record LocalLimits(int streams, int streamsPerPort, int peers, int peersPerPort, Duration idle) {
    /// At most 144 MiB in the kernel if nobody reads what comes by any connection: 16 MiB in large [Pipes], and 64 KiB
    /// for every other direction; 16 MiB for datagrams. A connection has two descriptors, and two more for each
    /// direction in which bytes flow.
    public static LocalLimits defaults() {
        return new LocalLimits(1024, 512, 256, 128, Duration.ofSeconds(90));
    }
}
