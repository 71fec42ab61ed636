package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A TCP port: one virtual thread accepts, and each connection has two of its own. Who finds no place, or a port that
/// leads nowhere, gets a reset.
final class LocalStreams implements LocalPort {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int PAUSE_MILLIS = 100;

    private final ServerSocketChannel listener;
    private final Sockets sockets;
    private final LargeBuffers large;
    private final Places places;
    private final int port;
    private final Thread accepting;
    private final Set<CopiedStream> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable InetSocketAddress target;

    private LocalStreams(ServerSocketChannel listener, Sockets sockets, LargeBuffers large, Places places) {
        this.sockets = sockets;
        this.large = large;
        this.listener = listener;
        this.places = places;
        port = listener.socket().getLocalPort();
        accepting = Thread.ofVirtual().name("localhost-" + port).unstarted(this::accept);
    }

    /// Serves until closed, which closes the listener.
    static LocalStreams start(ServerSocketChannel listener, Sockets sockets, LargeBuffers large, Places places) {
        LocalStreams streams = new LocalStreams(listener, sockets, large, places);
        streams.accepting.start();
        return streams;
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
            open.forEach(CopiedStream::cut);
        }
    }

    @Override
    public void close() {
        target = null;
        Ended.close(listener, accepting);
        open.forEach(CopiedStream::cut);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                serve(listener.accept());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "localhost port {0,number,#} accepts nobody: {1}",
                        port,
                        e.getMessage());
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private void serve(SocketChannel client) throws IOException {
        if (!places.take(port)) {
            CopiedStream.reset(client);
            return;
        }
        CopiedStream stream = new CopiedStream(client, sockets, large);
        open.add(stream);
        Thread.ofVirtual().name("localhost-" + port).start(() -> {
            try {
                InetSocketAddress where = target;
                if (where == null) {
                    stream.cut();
                } else {
                    stream.run(where);
                }
            } finally {
                open.remove(stream);
                places.leave();
            }
        });
    }

    /// Where files or memory are short, somebody has to give some back before it is worth another try.
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}
