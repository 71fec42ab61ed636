package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A connection that is copied to another one: the end of either direction is passed on as such, a reset as a reset,
/// and no more is read than the other side takes. Safe for use by many threads.
final class CopiedStream {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final int CONNECT_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final SocketChannel client;
    private final Sockets sockets;
    private final LargeBuffers large;
    private @Nullable SocketChannel server;
    private boolean over;

    /// The connection of a client, which is closed when all is over.
    CopiedStream(SocketChannel client, Sockets sockets, LargeBuffers large) {
        this.client = client;
        this.sockets = sockets;
        this.large = large;
    }

    /// Connects to `target` and copies until both directions have ended or one of them fails.
    void run(InetSocketAddress target) {
        try {
            SocketChannel other = connect(target);
            Thread back = Thread.ofVirtual().name("localhost-back").start(() -> copy(other, client));
            copy(client, other);
            back.join();
            Ended.close(client);
            Ended.close(other);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no connection to {0}: {1}", target, e.getMessage());
            cut();
        } catch (InterruptedException _) {
            cut();
        }
    }

    /// Ends both connections with a reset.
    synchronized void cut() {
        over = true;
        reset(client);
        if (server != null) {
            reset(server);
        }
    }

    /// Closes a connection in such a way that the other side learns that not all is well.
    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection is closed already: {0}", e.getMessage());
        }
        Ended.close(channel);
    }

    private SocketChannel connect(InetSocketAddress target) throws IOException {
        SocketChannel made = sockets.stream();
        synchronized (this) {
            if (over) {
                Ended.close(made);
                throw new IOException("it is over");
            }
            server = made;
        }
        made.socket().connect(target, CONNECT_MILLIS);
        made.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return made;
    }

    private void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer small = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(small.clear()) >= 0) {
                write(small, to);
                ByteBuffer more = small.position() < BUFFER_BYTES ? null : large.take();
                if (more != null) {
                    copyMuch(from, to, more);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a copied connection broke: {0}", e.getMessage());
            cut();
        }
    }

    /// Copies for as long as there is more than a small buffer takes.
    private void copyMuch(SocketChannel from, SocketChannel to, ByteBuffer buffer) throws IOException {
        try {
            int count;
            do {
                count = from.read(buffer.clear());
                write(buffer, to);
            } while (count > BUFFER_BYTES);
        } finally {
            large.giveBack(buffer);
        }
    }

    private static void write(ByteBuffer buffer, SocketChannel to) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }
}
