package naru.cluster.controller.lifecycle;

import java.time.Duration;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Informers;
import naru.cluster.informer.Timing;
import naru.cluster.object.Resources;
import naru.cluster.view.Meta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Listens to the nodes' heartbeats, their leases in `kube-node-lease`. Every server does, whether it leads or not, so
/// that one that takes over knows at once which nodes have been silent for how long. Safe for use by many threads.
public final class Hearing implements AutoCloseable {
    /// Where nodes renew their leases.
    static final String LEASES = "kube-node-lease";

    private final Timing timing;
    private final NodeLifecycle.Settings settings;
    private final Informer leases;
    private final Heartbeats heartbeats;
    private volatile boolean running;
    private long lastTick;
    private long interruptions;

    /// Listens with informers that the caller starts, waits for, and closes.
    public Hearing(Informers informers, Timing timing, NodeLifecycle.Settings settings) {
        this.timing = timing;
        this.settings = settings;
        this.leases = informers.of(Resources.LEASES);
        this.heartbeats = new Heartbeats(timing, settings.silence());
        leases.handle(this::lease);
        informers.of(Resources.NODES).handle(this::node);
    }

    /// Judges from now on; no node counts as gone before the grace is over.
    public synchronized void start() {
        heartbeats.anew(settings.grace());
        lastTick = timing.nanos();
        interruptions = leases.interruptions();
        running = true;
        timing.after(settings.tick(), this::tick);
    }

    /// What was heard.
    Heartbeats heartbeats() {
        return heartbeats;
    }

    private void lease(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now != null && Meta.namespace(now).equals(LEASES)) {
            heartbeats.renewed(Meta.name(now), Meta.text(now, "spec", "renewTime"));
        }
    }

    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        if (now != null) {
            heartbeats.known(Meta.name(now));
        } else if (before != null) {
            heartbeats.forget(Meta.name(before));
        }
    }

    private void tick() {
        if (running) {
            check();
            timing.after(settings.tick(), this::tick);
        }
    }

    /// Whether it is heard at all: whoever stood still itself, or did not hear the store, begins anew. To be asked
    /// before anybody is judged; short enough for the timing's thread.
    synchronized void check() {
        long now = timing.nanos();
        Duration late = settings.silence().dividedBy(2).plus(settings.tick());
        boolean away = now - lastTick > late.toNanos() || leases.interruptions() != interruptions;
        lastTick = now;
        interruptions = leases.interruptions();
        if (away) {
            heartbeats.anew(settings.grace());
        }
        heartbeats.count();
    }

    @Override
    public void close() {
        running = false;
    }
}
