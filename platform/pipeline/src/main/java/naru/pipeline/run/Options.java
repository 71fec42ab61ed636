package naru.pipeline.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.pipeline.script.Arguments;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.jspecify.annotations.Nullable;

/// The entries of `options` and their like.
final class Options {
    private Options() {}

    static boolean has(Model.Stage stage, String option) {
        return stage.options().stream().anyMatch(o -> ModelReader.name(o).equals(option));
    }

    /// The values of an entry's arguments.
    static Arguments arguments(MethodCallExpression call, Interpreter interpreter) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Expression each : ModelReader.arguments(call)) {
            if (each instanceof MapExpression map) {
                for (MapEntryExpression entry : map.getMapEntryExpressions()) {
                    named.put(entry.getKeyExpression().getText(), interpreter.evaluate(entry.getValueExpression()));
                }
            } else if (!ModelReader.name(call).equals("buildDiscarder")) {
                values.add(interpreter.evaluate(each));
            }
        }
        return new Arguments(ModelReader.name(call), named, values, Position.of(call));
    }
}
