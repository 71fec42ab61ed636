package naru.network.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import naru.linux.SplicePipe;
import naru.linux.TcpSocket;
import org.jspecify.annotations.Nullable;

/// A connection that is copied to another one: the end of either direction is passed on as such, a reset as a reset,
/// and no more is read than the other side takes. Its bytes stay in the kernel. Safe for use by many threads.
final class CopiedStream {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAUSE_MILLIS = 100;
    private static final int TURN = 16;

    private final TcpSocket client;
    private final Sockets sockets;
    private final Pipes pipes;
    private @Nullable TcpSocket server;
    private boolean over;

    /// The connection of a client, which [#run] closes.
    CopiedStream(TcpSocket client, Sockets sockets, Pipes pipes) {
        this.client = client;
        this.sockets = sockets;
        this.pipes = pipes;
    }

    /// Connects to `target` and copies until both directions have ended or one of them fails. Then both connections are
    /// closed: here alone, when nobody uses them any more.
    ///
    /// @param target null for nowhere: the client gets a reset
    void run(@Nullable InetSocketAddress target) {
        try (client;
                TcpSocket other = target == null ? null : connect(target)) {
            if (other == null) {
                cut();
            } else {
                copyBoth(other);
            }
        }
    }

    /// Ends both connections with a reset.
    synchronized void cut() {
        over = true;
        client.cut();
        if (server != null) {
            server.cut();
        }
    }

    private @Nullable TcpSocket connect(InetSocketAddress target) {
        try {
            TcpSocket made = sockets.stream(target);
            try {
                join(made);
                made.connect(target, PATIENCE);
                made.sendAtOnce();
                client.sendAtOnce();
                return made;
            } catch (IOException | RuntimeException e) {
                made.cut();
                made.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no connection to {0}: {1}", target, e.getMessage());
            return null;
        }
    }

    /// From now on it is cut with the client's.
    private synchronized void join(TcpSocket made) throws IOException {
        if (over) {
            throw new ClosedChannelException();
        }
        server = made;
    }

    private void copyBoth(TcpSocket other) {
        try (ExecutorService back = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("localhost-back").factory())) {
            back.execute(() -> copy(other, client));
            copy(client, other);
        }
    }

    private void copy(TcpSocket from, TcpSocket to) {
        boolean ended = false;
        try {
            while (copyWhatIsThere(from, to)) {
                from.awaitReadable();
            }
            to.endOutput();
            ended = true;
        } catch (IOException | RuntimeException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a copied connection broke: {0}", e.getMessage());
        } finally {
            if (!ended) {
                cut(); // the other direction would wait for ever
            }
        }
    }

    /// Copies until there is nothing at the moment; answers false at the end.
    private boolean copyWhatIsThere(TcpSocket from, TcpSocket to) throws IOException, InterruptedException {
        SplicePipe pipe = pipes.take();
        if (pipe == null) {
            Thread.sleep(PAUSE_MILLIS); // somebody has to give files back before it is worth another try
            return true;
        }
        try {
            int count = pipe.fill(from);
            for (int i = 1; count > 0; i++) {
                pipe.drain(to);
                if (i % TURN == 0) {
                    Thread.yield(); // what never pauses keeps others from running
                }
                count = pipe.fill(from);
            }
            return count == 0;
        } finally {
            pipes.giveBack(pipe);
        }
    }
}
