package naru.linux;

/// A port of the host that is kept from everybody else by a socket that is bound and, for TCP, listening, but never
/// accepts. A port of IPv6 does not take the same port of IPv4. It belongs to the network namespace of the thread that
/// took it.
///
/// @param port which port it is
public record PortHold(int descriptor, int port) implements AutoCloseable {
    /// Takes a port of an address of the host; an [Errno], mostly EADDRINUSE, if it cannot be had.
    ///
    /// @param tcp rather than UDP
    /// @param address four or sixteen octets, all zero for every address
    /// @param port 0 for any free one
    public static PortHold take(boolean tcp, byte[] address, int port) {
        int socket = SocketCalls.open(address, tcp ? SocketCalls.STREAM : SocketCalls.DATAGRAM);
        try {
            if (tcp) {
                SocketCalls.set(socket, SocketCalls.LEVEL_SOCKET, SocketCalls.REUSE_ADDRESS, "SO_REUSEADDR", 1);
            }
            SocketCalls.bind(socket, address, port);
            if (tcp) {
                SocketCalls.listen(socket, 1);
            }
            return new PortHold(socket, SocketCalls.port(socket));
        } catch (RuntimeException e) {
            FileCalls.close(socket);
            throw e;
        }
    }

    /// Whether those sockets of the same user may be bound to one of the addresses that ask for the same
    /// (SO_REUSEPORT).
    /// They keep it when they may no more.
    public void share(boolean value) {
        SocketCalls.set(descriptor, SocketCalls.LEVEL_SOCKET, SocketCalls.REUSE_PORT, "SO_REUSEPORT", value ? 1 : 0);
    }

    /// Lets go of the port.
    @Override
    public void close() {
        FileCalls.close(descriptor);
    }
}
