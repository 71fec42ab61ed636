package naru.pipeline.run;

import java.util.List;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.Suggest;
import naru.pipeline.script.Values;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.stmt.Statement;
import org.jspecify.annotations.Nullable;

/// The conditions of `when`.
final class Conditions {
    private static final List<String> NAMES = List.of(
            "branch",
            "environment",
            "expression",
            "equals",
            "not",
            "allOf",
            "anyOf",
            "buildingTag",
            "beforeAgent",
            "beforeOptions",
            "beforeInput");

    private final StepHost host;
    private final Interpreter interpreter;

    Conditions(StepHost host, Interpreter interpreter) {
        this.host = host;
        this.interpreter = interpreter;
    }

    /// Whether all conditions of a block hold.
    boolean all(ClosureExpression block) {
        boolean all = true;
        for (Statement statement : ModelReader.statements(block)) {
            all = all && holds(call(statement));
        }
        return all;
    }

    /// Whether the block asks to be tested before the agent is there.
    static boolean beforeAgent(ClosureExpression block) {
        return ModelReader.statements(block).stream()
                .flatMap(s -> ModelReader.call(s).stream())
                .anyMatch(c -> ModelReader.name(c).equals("beforeAgent")
                        && c.getArguments().getText().contains("true"));
    }

    private boolean any(ClosureExpression block) {
        boolean any = false;
        for (Statement statement : ModelReader.statements(block)) {
            any = any || holds(call(statement));
        }
        return any;
    }

    private static MethodCallExpression call(Statement statement) {
        return ModelReader.call(statement)
                .orElseThrow(() -> ScriptFailure.at(Position.of(statement), "not a condition of when"));
    }

    private boolean holds(MethodCallExpression call) {
        return switch (ModelReader.name(call)) {
            case "branch" -> {
                Object pattern = argument(call, "pattern");
                yield Glob.pattern(Values.text(pattern))
                        .matcher(host.current().setup().branch())
                        .matches();
            }
            case "environment" ->
                Values.text(argument(call, "value"))
                        .equals(host.environment().get(Values.text(argument(call, "name"))));
            case "equals" -> Values.same(argument(call, "expected"), argument(call, "actual"));
            case "expression" -> Values.truth(interpreter.run(block(call)));
            case "not" -> !all(block(call));
            case "allOf" -> all(block(call));
            case "anyOf" -> any(block(call));
            case "buildingTag" -> false;
            case "beforeAgent", "beforeOptions", "beforeInput" -> true;
            default ->
                throw ScriptFailure.at(
                        Position.of(call),
                        "unknown condition '" + ModelReader.name(call) + "' of when"
                                + Suggest.didYouMean(ModelReader.name(call), NAMES));
        };
    }

    private static ClosureExpression block(MethodCallExpression call) {
        return ModelReader.closure(call)
                .orElseThrow(() ->
                        ScriptFailure.at(Position.of(call), "'" + ModelReader.name(call) + "' needs a block { … }"));
    }

    private @Nullable Object argument(MethodCallExpression call, String name) {
        for (Expression each : ModelReader.arguments(call)) {
            if (!(each instanceof MapExpression map)) {
                return interpreter.evaluate(each);
            }
            for (MapEntryExpression entry : map.getMapEntryExpressions()) {
                if (entry.getKeyExpression().getText().equals(name)) {
                    return interpreter.evaluate(entry.getValueExpression());
                }
            }
        }
        throw ScriptFailure.at(Position.of(call), "'" + ModelReader.name(call) + "' of when needs '" + name + "'");
    }
}
