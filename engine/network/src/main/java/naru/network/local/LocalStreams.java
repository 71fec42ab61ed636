package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.linux.Errno;
import naru.linux.TcpListener;
import naru.linux.TcpSocket;
import org.jspecify.annotations.Nullable;

/// A TCP port: one virtual thread accepts, and each connection has two of its own. Who finds no place, or a port that
/// leads nowhere, gets a reset.
final class LocalStreams implements LocalPort {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int PAUSE_MILLIS = 100;

    private final TcpListener listener;
    private final Sockets sockets;
    private final Pipes pipes;
    private final Places places;
    private final int port;
    private final Thread accepting;
    private final Set<CopiedStream> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable InetSocketAddress target;

    private LocalStreams(TcpListener listener, Sockets sockets, Pipes pipes, Places places) {
        this.sockets = sockets;
        this.pipes = pipes;
        this.listener = listener;
        this.places = places;
        port = listener.port();
        accepting = Thread.ofVirtual().name("localhost-" + port).unstarted(this::accept);
    }

    /// Serves until closed, which closes the listener.
    static LocalStreams start(TcpListener listener, Sockets sockets, Pipes pipes, Places places) {
        LocalStreams streams = new LocalStreams(listener, sockets, pipes, places);
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
        listener.cut();
        Ended.await(accepting);
        open.forEach(CopiedStream::cut);
    }

    private void accept() {
        try (listener) {
            do {
                acceptAll();
            } while (pause());
        } catch (ClosedChannelException _) {
            return;
        }
    }

    /// Accepts until that fails: a ClosedChannelException once the port is closed.
    private void acceptAll() throws ClosedChannelException {
        try {
            while (true) {
                serve(listener.accept());
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException | Errno e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "localhost port {0,number,#} accepts nobody: {1}",
                    port,
                    e.getMessage());
        }
    }

    private void serve(TcpSocket client) {
        if (!places.take(port)) {
            client.cut();
            client.close();
            return;
        }
        CopiedStream stream = new CopiedStream(client, sockets, pipes);
        open.add(stream);
        Thread.ofVirtual().name("localhost-" + port).start(() -> {
            try {
                stream.run(target);
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
