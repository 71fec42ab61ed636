package naru.cluster.join;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.cluster.informer.Timing;

/// Looks every hour, for as long as it is open, whether certificates are to be renewed. Who could not be renewed is
/// tried again an hour later: there are months for it. Safe for use by many threads.
public final class Renewals implements AutoCloseable {
    /// How often it looks.
    public static final Duration EVERY = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger("naru.cluster");

    private final Timing timing;
    private final List<Runnable> renewals;
    private final ReentrantLock working = new ReentrantLock();
    private volatile boolean closed;

    /// Looks from now on; the first time in an hour, since all are looked at when they are opened.
    ///
    /// @param timing stays the caller's to close
    /// @param renewals each looks whether it is time, and renews; it may block, and throw a [Fault]
    public Renewals(Timing timing, List<Runnable> renewals) {
        this.timing = timing;
        this.renewals = List.copyOf(renewals);
        timing.after(EVERY, this::due);
    }

    private void due() {
        if (!closed) {
            Thread.ofVirtual().name("renewals").start(this::look);
            timing.after(EVERY, this::due);
        }
    }

    private void look() {
        working.lock();
        try {
            for (Runnable one : renewals) {
                if (!closed) {
                    renew(one);
                }
            }
        } finally {
            working.unlock();
        }
    }

    private static void renew(Runnable one) {
        try {
            one.run();
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "a certificate is not renewed yet: {0}", e.sentence());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a certificate is not renewed yet", e);
        }
    }

    /// Looks no more, and waits for what is being renewed.
    @Override
    public void close() {
        closed = true;
        working.lock();
        working.unlock();
    }
}
