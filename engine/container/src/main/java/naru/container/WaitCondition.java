package naru.container;

/// What a caller waits for.
public enum WaitCondition {
    /// Until it does not run, which may be at once.
    NOT_RUNNING,
    /// Until it ends the next time.
    NEXT_EXIT,
    /// Until it is gone.
    REMOVED
}
