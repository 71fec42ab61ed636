package naru.network.local;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;

/// The end of sockets, and of threads that wait at them.
final class Ended {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Ended() {}

    /// Closes a socket; what hinders that is only written down.
    static void close(Channel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a socket was not closed: {0}", e.getMessage());
        }
    }

    /// Waits until a virtual thread has let go of the socket at which it waited, and which has been closed or cut. The
    /// port is free only then.
    static void await(Thread waiting) {
        try {
            if (!waiting.join(PATIENCE)) {
                LOG.log(System.Logger.Level.WARNING, "a port of localhost is not free yet");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
