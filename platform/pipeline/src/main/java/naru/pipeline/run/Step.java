package naru.pipeline.run;

import naru.pipeline.script.Interpreter;
import org.jspecify.annotations.Nullable;

/// What a step does.
@FunctionalInterface
interface Step {
    /// Runs the step for a branch.
    @Nullable
    Object call(StepHost host, Given given, Interpreter interpreter);
}
