package naru.build;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import naru.base.Fault;
import naru.base.Instance;
import naru.image.Layer;
import naru.store.Documents;

/// Builds images. Safe for use by many threads; several builds run at once.
public final class Builder {
    private final Bench bench;
    private final BuildCache cache;
    private final CacheFolders caches;
    private final Path folders;
    private final Clock clock;

    /// A builder of an instance; takes away what builds left behind that were killed.
    public Builder(Instance instance, Documents documents, Bench bench, Clock clock) {
        this.bench = bench;
        this.clock = clock;
        cache = new BuildCache(documents, bench);
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
        try (Workspace workspace = Workspace.make(folders)) {
            workspace.fill(request);
            String id = new BuildRun(request, progress, workspace, bench, cache, caches, clock).run();
            cache.trim();
            return id;
        }
    }

    /// What a prune of the cache took away.
    ///
    /// @param entries how many steps are forgotten
    /// @param bytes how much disk that frees
    public record Pruned(int entries, long bytes) {}

    /// Forgets the build cache.
    public Pruned prune() {
        return cache.clear();
    }

    /// The layers that the cache refers to: what collects garbage keeps them.
    public List<Layer> cachedLayers() {
        return cache.layers();
    }
}
