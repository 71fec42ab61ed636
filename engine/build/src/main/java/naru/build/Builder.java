package naru.build;

import naru.base.Fault;

/// Builds images. Safe for use by many threads; several builds run at once.
public final class Builder {
    /// Builds what is asked for and answers the image's id, `sha256:…`.
    ///
    /// Interrupting the calling thread cancels the build. Whether it succeeds, fails or is cancelled,
    /// nothing of it
    /// is left but the image and the cache.
    ///
    /// @throws Fault INVALID for a Dockerfile that is wrong (naming line and instruction), a context that
    ///     is unsafe,
    ///     or a step that failed; NOT_FOUND for a base image that is not there; NOT_IMPLEMENTED for what
    ///     is known and
    ///     not built; TOO_LARGE for a context over the limit
    public String build(BuildRequest request, BuildProgress progress) {
        throw Fault.notImplemented("building " + request.dockerfile() + " is not there yet");
    }

    /// What a prune of the cache took away.
    ///
    /// @param entries how many steps are forgotten
    /// @param bytes how much disk that frees
    public record Pruned(int entries, long bytes) {}

    /// Forgets the build cache.
    public Pruned prune() {
        return new Pruned(0, 0);
    }
}
