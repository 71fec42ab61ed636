package naru.cluster.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Fault;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.store.kv.KeyValues;
import naru.store.kv.Watch;
import org.jspecify.annotations.Nullable;

/// Keeps the caches of all kinds current: one watch of the store, read by one thread. It watches every key, so that
/// each revision of the store is heard of at once, and a reader who needs the latest state knows when it is here.
///
/// When the store goes away the caches keep what they know and readers of the latest get UNAVAILABLE; when the store
/// no longer keeps what was missed, the caches begin anew.
final class Feed implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.cluster");
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration LATEST = Duration.ofSeconds(10);

    private final KeyValues store;
    private final Map<String, ResourceCache> caches = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Thread thread;
    private long revision;
    private boolean closed;
    private @Nullable Watch watch;

    /// Reads everything, then follows.
    Feed(KeyValues store, Duration bookmarkEvery) {
        this.store = store;
        for (Resource resource : Resources.all()) {
            caches.put(Keys.of(resource), new ResourceCache(bookmarkEvery));
        }
        load();
        thread = Thread.ofVirtual().name("cluster-feed").unstarted(this::follow);
        thread.start();
    }

    /// One kind's cache.
    ResourceCache cache(Resource resource) {
        ResourceCache cache = caches.get(Keys.of(resource));
        if (cache == null) {
            throw Fault.notFound("the server could not find the requested resource: " + resource.qualified());
        }
        return cache;
    }

    /// Waits until everything that is committed by now is in the caches.
    void awaitLatest() {
        await(store.revision(), LATEST);
    }

    /// Waits until a revision is in the caches.
    ///
    /// @throws Fault UNAVAILABLE if it does not come in time
    void await(long wanted, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (revision < wanted && left > 0 && !closed) {
                left = moved.awaitNanos(left);
            }
            if (revision < wanted) {
                throw Sentences.tooLarge(wanted, revision);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while waiting for revision " + wanted, e);
        } finally {
            lock.unlock();
        }
    }

    private void load() {
        KeyValues.Range range = store.range(Keys.REGISTRY, Keys.REGISTRY_END, 0, 0);
        Map<String, List<Stored>> sorted = new HashMap<>();
        for (KeyValues.Entry entry : range.entries()) {
            String prefix = Keys.prefix(entry.key());
            if (caches.containsKey(prefix)) {
                sorted.computeIfAbsent(prefix, _ -> new ArrayList<>()).add(Stored.of(entry));
            }
        }
        caches.forEach((prefix, cache) -> cache.reset(sorted.getOrDefault(prefix, List.of()), range.revision()));
        move(range.revision());
    }

    private void follow() {
        while (!isClosed()) {
            try (Watch opened = store.watch(Keys.FIRST, Keys.LAST, reached() + 1)) {
                if (hold(opened)) {
                    read(opened);
                }
            } catch (RuntimeException e) {
                recover(e);
            }
        }
    }

    private void read(Watch opened) {
        while (!isClosed()) {
            Watch.Batch batch = opened.next(PATIENCE);
            Map<String, List<Watch.Event>> sorted = new HashMap<>();
            for (Watch.Event event : batch.events()) {
                sorted.computeIfAbsent(Keys.prefix(event.key()), _ -> new ArrayList<>())
                        .add(event);
            }
            if (batch.revision() > reached()) {
                caches.forEach(
                        (prefix, cache) -> cache.apply(sorted.getOrDefault(prefix, List.of()), batch.revision()));
                move(batch.revision());
            }
        }
    }

    private void recover(RuntimeException e) {
        if (isClosed()) {
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "the watch of the store ended, it begins again: {0}", e.getMessage());
        try {
            pause();
            if (e instanceof Fault fault && fault.kind() == Fault.Kind.GONE) {
                load();
            }
        } catch (RuntimeException again) {
            LOG.log(System.Logger.Level.WARNING, "the store cannot be read: {0}", again.getMessage());
        }
    }

    private void pause() {
        lock.lock();
        try {
            long left = RETRY.toNanos();
            while (left > 0 && !closed) {
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void move(long to) {
        lock.lock();
        try {
            revision = to;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long reached() {
        lock.lock();
        try {
            return revision;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Remembers the watch, so that closing can end it; answers false when closed already.
    private boolean hold(Watch opened) {
        lock.lock();
        try {
            watch = opened;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /// Stops following; open watches get UNAVAILABLE. The store stays open.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            moved.signalAll();
            if (watch != null) {
                watch.close();
            }
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        caches.values().forEach(cache -> cache.end(Fault.unavailable("the cluster's store is closing", null)));
    }
}
