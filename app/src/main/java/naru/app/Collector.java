package naru.app;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import naru.image.registry.Registry;

/// Gives disk back: every ten minutes, blobs that neither an image, an unpacked layer nor the registry needs and that
/// nobody has stored or claimed for an hour. The hour is for pulls, pushes and builds that have stored parts of
/// something that has no name yet.
final class Collector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration AGE = Duration.ofHours(1);

    private final Store store;
    private final Registry registry;
    private final Thread worker = Thread.ofVirtual().name("naru-collector").unstarted(this::run);

    Collector(Store store, Registry registry) {
        this.store = store;
        this.registry = registry;
    }

    void begin() {
        worker.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                collect(AGE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /// Collects once and answers the bytes that this freed. A failure is only written down: there is a next time.
    long collect(Duration age) {
        try {
            Set<String> needed = new HashSet<>(store.images().blobs());
            needed.addAll(registry.blobs());
            long freed = store.content().collect(needed, age);
            if (freed > 0) {
                LOG.log(System.Logger.Level.INFO, "{0} bytes of blobs that nothing needs are gone", freed);
            }
            return freed;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot collect blobs", e);
            return 0;
        }
    }

    @Override
    public void close() {
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
