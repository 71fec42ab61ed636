package naru.pipeline.run;

/// How a run or a stage ended, the best first.
public enum Result {
    /// All went well.
    SUCCESS,
    /// Built, with failing tests.
    UNSTABLE,
    /// Something failed.
    FAILURE,
    /// Somebody or a time limit stopped it.
    ABORTED;

    /// The worse of two.
    public Result worse(Result other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
