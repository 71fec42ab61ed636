package naru.build;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.base.Instance;
import naru.image.Images;
import naru.image.Layer;
import naru.store.Documents;

/// Builds images. Safe for use by many threads; several builds run at once.
public final class Builder {
    private final Bench bench;
    private final BuildCache cache;
    private final CacheFolders caches;
    private final Path folders;
    private final Clock clock;
    private final long budget;
    private final ReadWriteLock building = new ReentrantReadWriteLock();

    /// A builder of an instance; takes away what builds left behind that were killed.
    ///
    /// @param budget bytes of disk for cached steps beyond those of images, and as many for cache mounts
    public Builder(Instance instance, Documents documents, Bench bench, Clock clock, long budget) {
        this.bench = bench;
        this.clock = clock;
        this.budget = budget;
        cache = new BuildCache(documents, bench, clock);
        caches = new CacheFolders(instance.data().resolve("build/cache"));
        folders = instance.data().resolve("build/work");
        Workspace.clear(folders);
    }

    /// Builds what is asked for and answers the image's id, `sha256:…`.
    ///
    /// Interrupting the calling thread cancels the build. Whether it succeeds, fails or is cancelled, nothing of it
    /// is left but the image and the cache.
    ///
    /// @throws Fault INVALID for a Dockerfile that is wrong (naming line and instruction), a context that is
    ///     unsafe, or a step that failed; NOT_FOUND for a base image that is not there; NOT_IMPLEMENTED for what is
    ///     known and not built; TOO_LARGE for a context over the limit; UNAVAILABLE if it was cancelled
    public String build(BuildRequest request, BuildProgress progress) {
        if (request.options().squash()) {
            throw Fault.notImplemented("squash is not supported: build in several stages instead");
        }
        building.readLock().lock(); // what stages have made so far is nobody's yet, and not to be collected
        try (Workspace workspace = Workspace.make(folders);
                Images.Hold hold = bench.images().hold()) {
            workspace.fill(request);
            return new BuildRun(request, progress, workspace, bench, hold, cache, caches, clock).run();
        } finally {
            building.readLock().unlock();
        }
    }

    /// Bytes of disk that cached steps may take beyond those of images; cache mounts may take as many.
    public long budget() {
        return budget;
    }

    /// What a prune of the cache took away.
    ///
    /// @param ids the steps that are forgotten
    /// @param bytes how much disk that freed
    public record Pruned(List<String> ids, long bytes) {}

    /// Forgets the whole build cache, and takes away what only that needed. While builds run, the layers wait for
    /// [#collect].
    public Pruned prune() {
        return prune(_ -> true, 0, false);
    }

    /// Forgets of the build cache what a filter accepts, what was not used for longest first.
    ///
    /// @param keep bytes of cached steps that may stay; 0 keeps none
    /// @param mounts whether the folders of cache mounts go too
    public Pruned prune(Predicate<Cached> which, long keep, boolean mounts) {
        List<String> ids = cache.forget(which, keep);
        return new Pruned(ids, unlessBuilding(() -> (mounts ? caches.clear() : 0) + collectLayers()));
    }

    /// Bytes that the cached steps alone take.
    public long cacheSize() {
        return cached().stream()
                .filter(one -> !one.shared())
                .mapToLong(Cached::bytes)
                .sum();
    }

    private long collectLayers() {
        Set<String> needed = cache.layers().stream().map(Layer::diffId).collect(Collectors.toSet());
        return bench.images().collectLayers(needed);
    }

    /// A step that the cache has.
    ///
    /// @param id its key
    /// @param bytes what its layer takes of the disk
    /// @param shared whether an image has that layer too
    /// @param used when it last saved a step
    public record Cached(String id, long bytes, boolean shared, Instant created, Optional<Instant> used) {
        /// When it last saved a step, or else was made.
        public Instant lastUsed() {
            return used.orElse(created);
        }
    }

    /// What the cache has, the latest first.
    public List<Cached> cached() {
        return cache.list();
    }

    /// Keeps what builds leave behind within the budget, by forgetting what was not used for longest, and takes layers
    /// away that nothing needs; answers the bytes that this freed. Does nothing while a build runs.
    public long collect() {
        return unlessBuilding(() -> {
            Set<String> needed = cache.trim(budget);
            long mounts = caches.trim(budget);
            return mounts + bench.images().collectLayers(needed);
        });
    }

    private long unlessBuilding(LongSupplier work) {
        if (!building.writeLock().tryLock()) {
            return 0;
        }
        try {
            return work.getAsLong();
        } finally {
            building.writeLock().unlock();
        }
    }

    /// The layers that the cache refers to: what collects garbage keeps them.
    public List<Layer> cachedLayers() {
        return cache.layers();
    }
}
