package naru.kube.link;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import naru.base.Fault;
import naru.cluster.client.Server;
import naru.http.Duplex;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;

/// The node's side: keeps a link to a server, and answers the server's calls. It comes back by itself.
public final class LinkAgent implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.kube");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Server server;
    private final PodAccess pods;
    private final AtomicReference<@Nullable Duplex> link = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    /// Links from now on.
    ///
    /// @param server reached with the node's certificate
    /// @param pods of this machine
    public LinkAgent(Server server, PodAccess pods) {
        this.server = server;
        this.pods = pods;
        this.thread = Thread.ofVirtual().name("node-link").start(this::keep);
    }

    private void keep() {
        while (!closed) {
            try (Duplex made = server.upgrade(NodeLinks.PATH, NodeLinks.PROTOCOL)) {
                link.set(made);
                while (!closed) {
                    String call = Line.read(made.in()).path("call").asString("");
                    Thread.ofVirtual().name("node-call").start(() -> answer(call));
                }
            } catch (IOException | Fault e) {
                LOG.log(System.Logger.Level.DEBUG, "no link to the server: {0}", e.getMessage());
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(closed ? Duration.ZERO : PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void answer(String call) {
        try (Duplex connection = server.upgrade(NodeLinks.PATH + "/" + call, NodeLinks.PROTOCOL)) {
            NodeCall.answer(connection, pods);
        } catch (IOException | Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "a server's call ended", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        Duplex present = link.get();
        if (present != null) {
            present.close();
        }
        thread.interrupt();
    }
}
