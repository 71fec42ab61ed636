package naru.pipeline.run;

import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.Values;
import naru.pipeline.tool.Installation;
import org.codehaus.groovy.ast.expr.MethodCallExpression;

/// `tools`: what is installed for the run, or else the agent's own program of that kind.
final class Tools {
    private static final Map<String, String> PROGRAMS = Map.of(
            "nodejs", "node", "jdk", "java", "maven", "mvn", "gradle", "gradle", "ant", "ant", "git", "git", "go",
            "go");

    private Tools() {}

    static void add(MethodCallExpression tool, StepHost host, Interpreter interpreter, Map<String, String> variables) {
        String kind = ModelReader.name(tool);
        String name =
                Values.text(interpreter.evaluate(ModelReader.arguments(tool).getFirst()));
        Wanted wanted = new Wanted(kind, name, Position.of(tool));
        try {
            Optional<Installation> installed = install(wanted, host, interpreter);
            if (installed.isPresent()) {
                variables.put("PATH+" + kind, installed.get().path());
                variables.putAll(installed.get().environment());
                return;
            }
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.UNAVAILABLE || !hasOwn(wanted, host, interpreter)) {
                throw Current.abort(e.sentence(), wanted.at());
            }
            host.current().log().line(e.sentence());
        }
        useOwn(wanted, host, interpreter);
    }

    private record Wanted(String kind, String name, Position at) {}

    private static Optional<Installation> install(Wanted wanted, StepHost host, Interpreter interpreter) {
        RunLog log = host.current().log();
        return interpreter.unlocked(() -> {
            try (RunLog.Sink progress = log.sink()) {
                return host.current().setup().toolbox().take(wanted.kind(), wanted.name(), progress);
            }
        });
    }

    private static boolean hasOwn(Wanted wanted, StepHost host, Interpreter interpreter) {
        String program = PROGRAMS.get(wanted.kind());
        return program != null && host.shell("tools", wanted.at(), interpreter).test("command -v \"$1\"", program) == 0;
    }

    private static void useOwn(Wanted wanted, StepHost host, Interpreter interpreter) {
        if (!hasOwn(wanted, host, interpreter)) {
            throw Current.abort(
                    "Tool type \"" + wanted.kind() + "\" does not have an install of \"" + wanted.name()
                            + "\" configured, and this agent has no program of its own for it. Define it with: naru tool"
                            + " create " + wanted.kind() + " '" + wanted.name() + "' --archive URL",
                    wanted.at());
        }
        host.current()
                .log()
                .line("Tool " + wanted.kind() + " '" + wanted.name() + "': the agent's own "
                        + PROGRAMS.get(wanted.kind()));
    }
}
