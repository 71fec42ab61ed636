package naru.pipeline.run;

import java.util.List;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Values;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.jspecify.annotations.Nullable;

/// Declared parameters: what was given, or the default.
final class Parameters {
    private Parameters() {}

    static void declare(StepHost host, Interpreter interpreter, List<MethodCallExpression> declared) {
        for (MethodCallExpression each : declared) {
            Given given = new Given(Options.arguments(each, interpreter));
            String name = given.required("name", 0);
            Object value = host.current().parameters().get(name);
            Object absent = ModelReader.name(each).equals("choice") ? choice(given) : given.value("defaultValue", 1);
            Object chosen = value == null ? absent : value;
            boolean flag = ModelReader.name(each).equals("booleanParam");
            if (ModelReader.name(each).equals("password") && chosen != null) {
                host.current().log().masker().hide(Values.text(chosen));
            }
            String text = chosen == null ? "" : Values.text(chosen);
            host.current().parameters().put(name, flag ? (Object) Boolean.valueOf(text) : text);
        }
    }

    private static @Nullable Object choice(Given given) {
        Object choices = given.value("choices", 1);
        if (choices instanceof List<?> list) {
            return list.isEmpty() ? null : list.getFirst();
        }
        return choices == null ? null : Values.text(choices).lines().findFirst().orElse("");
    }
}
