package naru.app;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import naru.image.Content;

/// Gives disk back every ten minutes: what builds keep beyond their budget, layers that nothing needs,
/// and blobs that neither an image, an unpacked layer, the registry nor the build cache needs and that
/// nobody has stored or claimed for an hour. The hour is for pulls, pushes and builds that have stored
/// parts of something that has no name yet.
final class Collector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration AGE = Duration.ofHours(1);

    private final Content content;
    private final LongSupplier first;
    private final List<Supplier<Set<String>>> needs;
    private final Thread worker = Thread.ofVirtual().name("naru-collector").unstarted(this::run);

    /// Collects in a store what none of those who use it needs.
    ///
    /// @param first gives disk back before, and answers how many bytes
    Collector(Content content, LongSupplier first, List<Supplier<Set<String>>> needs) {
        this.content = content;
        this.first = first;
        this.needs = List.copyOf(needs);
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
            long before = first.getAsLong();
            Set<String> needed = new HashSet<>();
            needs.forEach(need -> needed.addAll(need.get()));
            long freed = before + content.collect(needed, age);
            if (freed > 0) {
                LOG.log(System.Logger.Level.INFO, "{0} bytes that nothing needs are gone", freed);
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
