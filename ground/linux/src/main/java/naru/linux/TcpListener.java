package naru.linux;

import java.io.IOException;
import java.net.InetSocketAddress;

/// A port of an address at which connections of TCP arrive, as [TcpSocket]s. A port of IPv6 does not take the same port
/// of IPv4. It belongs to the network namespace of the thread that opened it. What the kernel refuses is an [Errno].
///
/// One thread accepts, and closes it; everybody may [#cut] it.
public final class TcpListener implements AutoCloseable {
    private final int fd;
    private final int port;
    private final Readiness readiness;

    private TcpListener(int fd) {
        this.fd = fd;
        port = SocketCalls.port(fd);
        readiness = new Readiness(fd);
    }

    /// Takes a port; an [Errno], mostly EADDRINUSE, if it cannot be had.
    ///
    /// @param at with port 0 for any free one
    /// @param backlog how many may wait to be accepted
    /// @param shared whether who holds the port at all addresses lets it be taken at this one ([PortHold#share]);
    ///     nobody else can take it afterwards
    public static TcpListener open(InetSocketAddress at, int backlog, boolean shared) {
        byte[] address = at.getAddress().getAddress();
        int fd = SocketCalls.open(address, SocketCalls.STREAM | SocketCalls.NONBLOCK);
        try {
            SocketCalls.set(fd, SocketCalls.LEVEL_SOCKET, SocketCalls.REUSE_ADDRESS, "SO_REUSEADDR", 1);
            share(fd, shared);
            SocketCalls.bind(fd, address, at.getPort());
            SocketCalls.listen(fd, backlog);
            share(fd, false);
            return new TcpListener(fd);
        } catch (RuntimeException e) {
            FileCalls.close(fd);
            throw e;
        }
    }

    private static void share(int fd, boolean value) {
        SocketCalls.set(fd, SocketCalls.LEVEL_SOCKET, SocketCalls.REUSE_PORT, "SO_REUSEPORT", value ? 1 : 0);
    }

    /// Which port it is.
    public int port() {
        return port;
    }

    /// Waits for a connection. A ClosedChannelException if it is cut; an [Errno] if there are no descriptors or memory
    /// for one (EMFILE, ENFILE, ENOBUFS, ENOMEM), or for what the network says (accept(2)).
    public TcpSocket accept() throws IOException {
        readiness.check();
        int accepted = SocketCalls.accept(fd);
        while (accepted < 0) {
            readiness.awaitReadable();
            accepted = SocketCalls.accept(fd);
        }
        return new TcpSocket(accepted);
    }

    /// Says that it is over, from any thread: whoever waits, or will, gets a ClosedChannelException.
    public void cut() {
        readiness.cut();
    }

    /// Lets go of the port; who is not accepted yet gets a reset.
    @Override
    public void close() {
        if (readiness.forget()) {
            FileCalls.close(fd);
        }
    }
}
