package naru.pipeline.job;

import java.util.function.Consumer;

/// Hears of what becomes of runs, such as to tell others. Called from the thread that makes the change: an
/// implementation returns at once and never fails.
@FunctionalInterface
public interface RunListener {
    /// Hears nothing.
    RunListener NONE = (_, _, _) -> {};

    /// A run was queued, began or ended.
    ///
    /// @param job its job
    /// @param run as it is now
    /// @param note takes a sentence for the run's log, at any later time; once the log is closed it goes nowhere
    void changed(Job job, Run run, Consumer<String> note);
}
