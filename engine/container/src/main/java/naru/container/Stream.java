package naru.container;

/// Which of a process' outputs; a terminal has only the first.
public enum Stream {
    /// Standard output.
    STDOUT,
    /// Standard error.
    STDERR
}
