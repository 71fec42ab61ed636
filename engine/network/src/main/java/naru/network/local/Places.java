package naru.network.local;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// The places of one port, out of those that all ports share. Safe for use by many threads.
final class Places {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private final Semaphore all;
    private final Semaphore own;
    private final int perPort;
    private final AtomicBoolean told = new AtomicBoolean();

    Places(Semaphore all, int perPort) {
        this.all = all;
        this.own = new Semaphore(perPort);
        this.perPort = perPort;
    }

    /// Takes one; if there is none it is logged, once until there is one again.
    ///
    /// @param port for the log
    boolean take(int port) {
        if (own.tryAcquire()) {
            if (all.tryAcquire()) {
                told.set(false);
                return true;
            }
            own.release();
        }
        if (told.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "localhost port {0,number,#} turns clients away: it serves {1,number,#} of at most {2,number,#} at a"
                            + " time, or all such ports together serve as many as they may",
                    port,
                    perPort - own.availablePermits(),
                    perPort);
        }
        return false;
    }

    void leave() {
        own.release();
        all.release();
    }
}
