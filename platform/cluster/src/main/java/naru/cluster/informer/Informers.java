package naru.cluster.informer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;

/// One informer for each kind, shared by everybody who asks. Safe for use by many threads.
public final class Informers implements AutoCloseable {
    private final Objects objects;
    private final Map<Resource, Informer> all = new LinkedHashMap<>();

    /// Makes none yet.
    public Informers(Objects objects) {
        this.objects = objects;
    }

    /// The informer for a kind, of all namespaces.
    public synchronized Informer of(Resource resource) {
        return all.computeIfAbsent(resource, kind -> new Informer(objects, kind, ""));
    }

    /// Starts those that were asked for and do not run yet.
    public synchronized void start() {
        all.values().forEach(Informer::start);
    }

    /// Waits until all that were asked for have their objects; answers whether that was in time.
    public boolean awaitSynced(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        for (Informer one : Map.copyOf(snapshot()).values()) {
            if (!one.awaitSynced(Duration.ofNanos(until - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }

    /// Ends all.
    @Override
    public synchronized void close() {
        all.values().forEach(Informer::close);
    }

    /// The informer for a kind if anybody asked for it.
    synchronized java.util.Optional<Informer> known(Resource resource) {
        return java.util.Optional.ofNullable(all.get(resource));
    }

    private synchronized Map<Resource, Informer> snapshot() {
        return new LinkedHashMap<>(all);
    }
}
