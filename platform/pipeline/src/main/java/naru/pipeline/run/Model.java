package naru.pipeline.run;

import java.util.List;
import java.util.Map;
import naru.pipeline.script.Position;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.jspecify.annotations.Nullable;

/// A declarative pipeline as read.
///
/// @param root what stands around all stages, read like a stage
/// @param parameters declared parameters
record Model(Stage root, List<MethodCallExpression> parameters) {
    /// A stage.
    ///
    /// @param name as written
    /// @param agent `agent …`, or null for the surrounding one
    /// @param environment names and expressions
    /// @param options calls in `options`
    /// @param tools calls in `tools`
    /// @param when its condition
    /// @param steps its steps, if it has them
    /// @param stages nested stages in order
    /// @param parallel nested stages side by side
    /// @param failFast whether the first failure ends the others
    /// @param post conditions and what to do
    /// @param at where it is
    record Stage(
            String name,
            @Nullable MethodCallExpression agent,
            Map<String, Expression> environment,
            List<MethodCallExpression> options,
            List<MethodCallExpression> tools,
            @Nullable ClosureExpression when,
            @Nullable ClosureExpression steps,
            List<Stage> stages,
            List<Stage> parallel,
            boolean failFast,
            Map<String, ClosureExpression> post,
            Position at) {}
}
