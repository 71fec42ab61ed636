package naru.pipeline.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.Values;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/// `tools`: folders that the workshop configures, or else the place's own program of that kind.
final class Tools {
    private static final Map<String, String> PROGRAMS = Map.of(
            "nodejs", "node", "jdk", "java", "maven", "mvn", "gradle", "gradle", "ant", "ant", "git", "git", "go",
            "go");

    private Tools() {}

    static void add(MethodCallExpression tool, StepHost host, Interpreter interpreter, Map<String, String> paths) {
        String kind = ModelReader.name(tool);
        Position at = Position.of(tool);
        String name =
                Values.text(interpreter.evaluate(ModelReader.arguments(tool).getFirst()));
        Optional<List<String>> folders = host.current().setup().workshop().tool(kind, name);
        if (folders.isPresent()) {
            paths.put("PATH+" + kind, String.join(":", folders.get()));
            return;
        }
        String program = PROGRAMS.get(kind);
        if (program == null) {
            throw Current.abort(
                    "Invalid tool type \"" + kind + "\". Valid tool types: "
                            + PROGRAMS.keySet().stream().sorted().toList(),
                    at);
        }
        Shell shell = host.shell("tools", at, interpreter);
        if (shell.test("command -v \"$1\"", program) != 0) {
            throw Current.abort(
                    "Tool type \"" + kind + "\" does not have an install of \"" + name
                            + "\" configured, and there is no '" + program
                            + "' in this agent: use an image that has it, such as agent { docker 'node:22' }",
                    at);
        }
        host.current().log().line("Tool " + kind + " '" + name + "': the agent's own " + program);
    }
}
