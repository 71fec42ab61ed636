package naru.network.local;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;

/// The end of a thread that waits at a socket.
final class Ended {
    private static final System.Logger LOG = System.getLogger("naru.network");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Ended() {}

    /// Closes a socket at which a virtual thread waits. The port is free only when that thread has let go of it.
    static void close(Channel socket, Thread waiting) {
        try {
            socket.close();
            if (!waiting.join(PATIENCE)) {
                LOG.log(System.Logger.Level.WARNING, "a port of localhost is not free yet");
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a port of localhost: {0}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
