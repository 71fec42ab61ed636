package naru.cluster.lead;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import naru.base.Fault;
import naru.store.kv.KeyValues;
import naru.store.kv.Watch;

/// Stands for election among the servers on one store, for as long as it is open. Whoever puts the key under a lease of
/// its own leads; it stops to lead by itself, by its own clock, before the store may give the key to another.
///
/// A lock in a store alone does not keep a paused leader from writing (Jepsen, etcd 3.4.3): what leaders write is
/// committed only while their key is the one that they put.
public final class Leadership implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.cluster");

    /// Which key the leader puts; its value is the server's name.
    static final String KEY = "/naru/leader";

    /// A leader that dies is followed when its lease has ended: nodes are noticed within 4 s, also the leader's own.
    private static final Duration TERM = Duration.ofSeconds(3);
    private static final Duration BEAT = Duration.ofMillis(500);

    private final KeyValues store;
    private final String name;
    private final Office office;
    private final Thread thread;
    private volatile boolean closed;

    /// What a leader does. Called by one thread.
    public interface Office {
        /// Begins; a failure gives the leadership up.
        ///
        /// @param fenced the store, which takes nothing any more when the leadership has ended
        void begin(KeyValues fenced) throws InterruptedException;

        /// Ends, at once; also after a [#begin] that failed.
        void end();
    }

    /// Stands for election from now on.
    ///
    /// @param name of this server, for people
    public Leadership(KeyValues store, String name, Office office) {
        this.store = store;
        this.name = name;
        this.office = office;
        this.thread = Thread.ofVirtual().name("leadership").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                if (vacant()) {
                    stand();
                    Thread.sleep(BEAT);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Fault e) {
                LOG.log(System.Logger.Level.WARNING, "no election: {0}", e.sentence());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(BEAT);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /// Whether nobody leads; otherwise waits for a moment until nobody does.
    private boolean vacant() {
        KeyValues.Range leader = store.get(KEY);
        if (leader.entries().isEmpty()) {
            return true;
        }
        try (Watch watch = store.watch(KEY, KEY + '\0', leader.revision() + 1)) {
            return watch.next(TERM).events().stream().anyMatch(event -> event.now() == null);
        }
    }

    private void stand() throws InterruptedException {
        long lease = store.grant(TERM);
        try {
            byte[] value = name.getBytes(StandardCharsets.UTF_8);
            KeyValues.Outcome outcome = store.commit(
                    List.of(new KeyValues.Condition(KEY, 0)), List.of(new KeyValues.Put(KEY, value, lease)));
            if (outcome.succeeded()) {
                lead(lease, new FencedKeyValues(store, new KeyValues.Condition(KEY, outcome.revision())));
            }
        } finally {
            giveUp(lease);
        }
    }

    private void lead(long lease, KeyValues fenced) throws InterruptedException {
        LOG.log(System.Logger.Level.INFO, "{0} leads the cluster", name);
        try {
            office.begin(fenced);
            long kept = System.nanoTime();
            while (!closed && System.nanoTime() - kept < TERM.minus(BEAT).toNanos()) {
                Thread.sleep(BEAT);
                kept = keep(lease, kept);
            }
        } finally {
            office.end();
        }
    }

    /// When the lease was last kept.
    private long keep(long lease, long before) {
        long now = System.nanoTime();
        try {
            store.keepAlive(lease);
            return now;
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "the leadership was not renewed: {0}", e.sentence());
            return e.kind() == Fault.Kind.NOT_FOUND ? now - TERM.toNanos() : before;
        }
    }

    private void giveUp(long lease) {
        try {
            store.revoke(lease);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.DEBUG, "the lease ends by itself", e);
        }
    }

    /// Gives the leadership up, so that another server takes it at once.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
