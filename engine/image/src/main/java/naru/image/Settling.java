package naru.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import naru.base.Ahead;
import naru.base.Fault;
import naru.linux.Disk;
import naru.linux.Errno;
import org.jspecify.annotations.Nullable;

/// Sees to it that layers' files come to the disk, and takes their marks away then, while nobody waits
/// for it. Safe for use by many threads.
///
/// Many layers share one syncfs(2). It comes so late that the kernel has written most of it by itself,
/// which it does to what is older than half a minute: what is going on meanwhile is not slowed down. The
/// thread is there only as long as something waits.
final class Settling {
    private static final System.Logger LOG = System.getLogger("naru.image");
    private static final long QUIET = Duration.ofSeconds(40).toNanos();
    private static final long LONGEST = Duration.ofMinutes(5).toNanos();
    private static final Duration AT_THE_END = Duration.ofSeconds(5);

    private final LayerMarks marks;
    private final Path folder;
    private @Nullable Thread worker;
    private long first;
    private long last;
    private boolean closed;
    private boolean abandoned;

    /// @param folder of the layers
    Settling(LayerMarks marks, Path folder) {
        this.marks = marks;
        this.folder = folder;
    }

    /// There may be something that waits: it is written out soon, together with what comes until then.
    synchronized void begin() {
        last = System.nanoTime();
        if (worker == null && !closed && !marks.waiting().isEmpty()) {
            first = last;
            worker = Thread.ofPlatform().daemon().name("naru-layer-sync").start(this::run);
        }
    }

    /// Writes the files out and returns when they are on the disk. Blocks.
    void now() {
        try (Ahead<Optional<Void>> sync = Ahead.begin("naru-layer-sync-now", this::sync)) {
            sync.get();
        } catch (Errno e) {
            throw Fault.internal("cannot write layers to the disk: " + e.getMessage(), e);
        }
    }

    private Optional<Void> sync() {
        Disk.sync(folder);
        return Optional.empty();
    }

    private void run() {
        try {
            do {
                await();
                settle();
            } while (!isDone());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    private synchronized void await() throws InterruptedException {
        for (long left = left(); left > 0 && !closed; left = left()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        first = System.nanoTime();
    }

    private synchronized long left() {
        long now = System.nanoTime();
        return Math.min(last + QUIET - now, first + LONGEST - now);
    }

    private synchronized boolean isDone() {
        if (!closed && !marks.waiting().isEmpty()) {
            return false;
        }
        worker = null;
        return true;
    }

    private void settle() {
        Set<String> keys = marks.waiting();
        if (keys.isEmpty()) {
            return; // the layers were taken away meanwhile
        }
        try {
            Disk.sync(folder);
            clear(keys);
        } catch (Errno | Fault e) {
            LOG.log(System.Logger.Level.WARNING, "whether layers are on the disk is not known", e);
            marks.leave(keys);
        }
    }

    private synchronized void clear(Set<String> keys) {
        if (!abandoned) {
            marks.clear(keys);
        }
    }

    /// Writes out what waits at once, and returns when that is done or has taken too long: then the
    /// marks stay.
    void close() throws InterruptedException {
        Thread running;
        synchronized (this) {
            closed = true;
            running = worker;
            notifyAll();
        }
        if (running == null || running.join(AT_THE_END)) {
            return;
        }
        synchronized (this) {
            abandoned = true;
        }
        LOG.log(System.Logger.Level.INFO, "the disk is busy: layers of the last minutes stay marked as not written");
    }
}
