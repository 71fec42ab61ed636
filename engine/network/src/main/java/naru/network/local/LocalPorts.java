package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Semaphore;

/// Opens ports of loopback addresses; together they stay within limits. Containers are reached from
/// the network namespace of the thread that made this object. Safe for use by many threads.
public final class LocalPorts implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final Sockets sockets = new Sockets();
    private final LargeBuffers large = new LargeBuffers();
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
        ServerSocketChannel listener = ServerSocketChannel.open(family(at));
        try {
            share(listener, shared);
            listener.bind(at, BACKLOG);
            share(listener, false);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        return LocalStreams.start(listener, sockets, large, new Places(streams, limits.streamsPerPort()));
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
    }

    private static void share(NetworkChannel channel, boolean value) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, value);
    }

    private static StandardProtocolFamily family(InetSocketAddress at) {
        return at.getAddress().getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }
}
