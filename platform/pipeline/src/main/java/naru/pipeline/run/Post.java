package naru.pipeline.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.pipeline.script.Interpreter;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.jspecify.annotations.Nullable;

/// The `post` conditions, in the order in which Jenkins tests them.
///
/// @param blocks what to do for each condition
record Post(Map<String, ClosureExpression> blocks) {
    private static final List<String> ORDER = List.of(
            "always",
            "changed",
            "fixed",
            "regression",
            "aborted",
            "failure",
            "success",
            "unstable",
            "unsuccessful",
            "notBuilt",
            "cleanup");

    /// Runs what applies; answers the failure to go on with. A failing block does not keep the others from running.
    @Nullable
    RuntimeException run(StepHost host, Interpreter interpreter, @Nullable RuntimeException failure) {
        RuntimeException first = failure;
        for (String condition : ORDER) {
            ClosureExpression block = blocks.get(condition);
            Result result = first == null ? host.current().result() : Current.of(first);
            if (block == null
                    || !applies(condition, result, host.current().setup().previous())) {
                continue;
            }
            if (first != null) {
                host.current().worsen(result);
            }
            RuntimeException own = Declarative.attempt(() -> interpreter.run(block));
            if (own != null) {
                host.current().log().line("Error when executing " + condition + " post condition: " + own.getMessage());
                first = first == null ? own : first;
            }
        }
        return first;
    }

    private static boolean applies(String condition, Result result, Optional<Result> previous) {
        boolean before = previous.isPresent() && previous.get() == Result.SUCCESS;
        return switch (condition) {
            case "always", "cleanup" -> true;
            case "changed" -> previous.isEmpty() || previous.get() != result;
            case "fixed" ->
                previous.isPresent()
                        && result == Result.SUCCESS
                        && (previous.get() == Result.FAILURE || previous.get() == Result.UNSTABLE);
            case "regression" -> before && result != Result.SUCCESS && result != Result.ABORTED;
            case "aborted" -> result == Result.ABORTED;
            case "failure" -> result == Result.FAILURE;
            case "success" -> result == Result.SUCCESS;
            case "unstable" -> result == Result.UNSTABLE;
            case "unsuccessful" -> result != Result.SUCCESS;
            default -> false;
        };
    }
}
