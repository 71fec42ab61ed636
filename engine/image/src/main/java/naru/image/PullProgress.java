package naru.image;

/// Where a pull, push or load tells how far it is. Called by one thread at a time.
@FunctionalInterface
public interface PullProgress {
    /// One step.
    ///
    /// @param id the layer's short id or a tag; empty for a line of its own
    /// @param status in Docker's words, such as `Downloading`
    /// @param current bytes so far, 0 if nothing is counted
    /// @param total bytes expected, 0 if unknown
    void report(String id, String status, long current, long total);

    /// A line without a count.
    default void line(String id, String status) {
        report(id, status, 0, 0);
    }

    /// Hears nothing.
    static PullProgress silent() {
        return (_, _, _, _) -> {};
    }
}
