package naru.network.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Semaphore;
import naru.linux.Errno;
import naru.linux.TcpListener;

/// Opens ports of loopback addresses; together they stay within limits. Containers are reached from
/// the network namespace of the thread that made this object. Safe for use by many threads.
public final class LocalPorts implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final Sockets sockets = new Sockets();
    private final Pipes pipes = new Pipes();
    private final LocalLimits limits;
    private final Semaphore streams;
    private final Semaphore peers;

    /// Ports that serve no more than this.
    public LocalPorts(LocalLimits limits) {
        this.limits = limits;
        streams = new Semaphore(limits.streams());
        peers = new Semaphore(limits.peers());
    }

    /// Takes a port, which leads nowhere yet; an IOException if it cannot be had.
    ///
    /// @param tcp rather than UDP
    /// @param shared whether who holds the port at all addresses lets it be taken at this one
    ///     (SO_REUSEPORT); nobody else can take it afterwards
    public LocalPort open(boolean tcp, InetSocketAddress at, boolean shared) throws IOException {
        return tcp ? streams(at, shared) : datagrams(at, shared);
    }

    private LocalPort streams(InetSocketAddress at, boolean shared) throws IOException {
        return LocalStreams.start(listen(at, shared), sockets, pipes, new Places(streams, limits.streamsPerPort()));
    }

    private static TcpListener listen(InetSocketAddress at, boolean shared) throws IOException {
        try {
            return TcpListener.open(at, BACKLOG, shared);
        } catch (Errno e) {
            throw e.number() == Errno.EADDRINUSE
                    ? new BindException("Address already in use")
                    : new IOException(e.getMessage(), e);
        }
    }

    private LocalPort datagrams(InetSocketAddress at, boolean shared) throws IOException {
        DatagramChannel socket = DatagramChannel.open(family(at));
        try {
            share(socket, shared);
            socket.bind(at);
            share(socket, false);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return LocalDatagrams.start(socket, sockets, new Places(peers, limits.peersPerPort()), limits.idle());
    }

    /// After all ports: nobody is led anywhere any more.
    @Override
    public void close() {
        sockets.close();
        pipes.close();
    }

    private static void share(DatagramChannel channel, boolean value) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, value);
    }

    private static StandardProtocolFamily family(InetSocketAddress at) {
        return at.getAddress().getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }
}
