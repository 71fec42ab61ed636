package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A UDP port: one virtual thread receives, and each sender has a socket to the container and a virtual thread of its
/// own, until it was silent for a while. Datagrams of senders for whom there is no place are dropped.
final class LocalDatagrams implements LocalPort {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int LARGEST = 65_535;

    private final DatagramChannel socket;
    private final Sockets sockets;
    private final Places places;
    private final Duration idle;
    private final int port;
    private final Thread receiving;
    private final Map<SocketAddress, CopiedPeer> peers = new ConcurrentHashMap<>();
    private volatile @Nullable InetSocketAddress target;

    private LocalDatagrams(DatagramChannel socket, Sockets sockets, Places places, Duration idle) {
        this.sockets = sockets;
        this.socket = socket;
        this.places = places;
        this.idle = idle;
        port = socket.socket().getLocalPort();
        receiving = Thread.ofVirtual().name("localhost-" + port).unstarted(this::receive);
    }

    /// Serves until closed, which closes the socket.
    static LocalDatagrams start(DatagramChannel socket, Sockets sockets, Places places, Duration idle) {
        LocalDatagrams datagrams = new LocalDatagrams(socket, sockets, places, idle);
        datagrams.receiving.start();
        return datagrams;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void lead(@Nullable InetSocketAddress where) {
        InetSocketAddress before = target;
        target = where;
        if (before != null && !before.equals(where)) {
            peers.values().forEach(CopiedPeer::close);
        }
    }

    @Override
    public void close() {
        target = null;
        Ended.close(socket);
        Ended.await(receiving);
        peers.values().forEach(CopiedPeer::close);
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
        while (socket.isOpen()) {
            try {
                SocketAddress client = socket.receive(buffer.clear());
                pass(client, buffer.flip());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "a datagram to localhost port {0,number,#} is lost: {1}",
                        port,
                        e.getMessage());
            }
        }
    }

    private void pass(SocketAddress client, ByteBuffer datagram) throws IOException {
        CopiedPeer peer = peers.get(client);
        InetSocketAddress where = target;
        if (peer == null && where != null && places.take(port)) {
            peer = begin(client, where);
        }
        if (peer != null) {
            peer.send(datagram);
        }
    }

    private CopiedPeer begin(SocketAddress client, InetSocketAddress where) throws IOException {
        CopiedPeer peer;
        try {
            peer = CopiedPeer.open(sockets, where, idle);
        } catch (IOException e) {
            places.leave();
            throw e;
        }
        peers.put(client, peer);
        Thread.ofVirtual().name("localhost-" + port).start(() -> {
            try {
                peer.run(answer -> socket.send(answer, client));
            } finally {
                peers.remove(client, peer);
                places.leave();
            }
        });
        return peer;
    }
}
