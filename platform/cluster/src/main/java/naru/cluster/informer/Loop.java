package naru.cluster.informer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Threads that bring what is into line with what is wanted, one key at a time. A key that fails is tried again, later
/// and later. Safe for use by many threads.
///
/// @param <K> what work is about
public final class Loop<K> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.cluster");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(30));
    private static final int LIMIT = 500_000;

    /// A key that changes all the time is looked at for a fifth of the time, so that a thousand changes of a large set
    /// do not cost a thousand looks at all of it.
    private static final int REST_PER_LOOK = 4;

    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private final String name;
    private final Timing timing;
    private final WorkQueue<K> queue;
    private final Work<K> work;
    private final List<Thread> threads = new ArrayList<>();
    private volatile Runnable everything = () -> {};

    /// What is done for a key.
    @FunctionalInterface
    public interface Work<K> {
        /// Brings one key into line; a failure is tried again.
        void on(K key) throws InterruptedException;
    }

    /// Makes one that stands still until [#start].
    public Loop(String name, Timing timing, Work<K> work) {
        this.name = name;
        this.timing = timing;
        this.queue = new WorkQueue<>(timing, BACKOFF, LIMIT);
        this.work = work;
    }

    /// Starts threads.
    ///
    /// @param everything adds all keys again; called when some were refused for want of room
    public synchronized void start(int workers, Runnable everything) {
        this.everything = everything;
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::run));
        }
    }

    /// Has a key looked at.
    public void add(K key) {
        queue.add(key);
    }

    /// Has a key looked at later.
    public void after(K key, Duration delay) {
        queue.addAfter(key, delay);
    }

    /// Whether nothing is to be done, now or later.
    public boolean idle() {
        return queue.idle();
    }

    /// Ends the threads, and waits for them.
    @Override
    public synchronized void close() {
        queue.close();
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (K key = queue.take(); key != null; key = queue.take()) {
                look(key);
                if (queue.overflowed()) {
                    everything.run();
                }
            }
        } catch (InterruptedException _) {
            LOG.log(System.Logger.Level.DEBUG, name + " ends");
        }
    }

    private void look(K key) throws InterruptedException {
        long begin = timing.nanos();
        try {
            work.on(key);
            queue.forget(key);
        } catch (Fault e) {
            failed(key, e, quiet(e));
        } catch (RuntimeException e) {
            failed(key, e, false);
        } finally {
            queue.done(key, rest(timing.nanos() - begin));
        }
    }

    private static Duration rest(long took) {
        return Duration.ofNanos(Math.min(took * REST_PER_LOOK, LONGEST_REST.toNanos()));
    }

    private void failed(K key, RuntimeException e, boolean quiet) {
        int failures = queue.retry(key);
        boolean loud = !quiet || failures == 5;
        LOG.log(
                loud ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                name + ": " + key + ": " + e.getMessage(),
                quiet ? null : cause(e));
    }

    private static @Nullable Throwable cause(RuntimeException e) {
        return e instanceof Fault fault && fault.kind() != Fault.Kind.INTERNAL ? null : e;
    }

    private static boolean quiet(Fault e) {
        return switch (e.kind()) {
            case CONFLICT, NOT_FOUND, ALREADY_EXISTS, UNAVAILABLE, TOO_MANY_REQUESTS -> true;
            case INVALID,
                    UNPROCESSABLE,
                    GONE,
                    UNSUPPORTED_MEDIA_TYPE,
                    NOT_MODIFIED,
                    UNAUTHORIZED,
                    FORBIDDEN,
                    TOO_LARGE,
                    NOT_IMPLEMENTED,
                    INTERNAL -> false;
        };
    }
}
