package naru.pipeline.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.ScriptStopped;
import naru.pipeline.script.Values;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.jspecify.annotations.Nullable;

/// Runs a declarative pipeline, in Jenkins' order: options, agent, environment, when, tools, work, post.
final class Declarative {
    private final Model model;

    Declarative(Model model) {
        this.model = model;
    }

    /// Runs all; throws the first failure after everything that must follow it has run.
    void run(StepHost host, Interpreter interpreter) {
        Parameters.declare(host, interpreter, model.parameters());
        stage(model.root(), host, interpreter);
    }

    private void stage(Model.Stage stage, StepHost host, Interpreter interpreter) {
        boolean root = stage.name().isEmpty();
        if (!root) {
            host.current().log().line("[Pipeline] { (" + stage.name() + ")");
        }
        Map<String, String> names = root ? Map.of() : Map.of("STAGE_NAME", stage.name());
        host.<@Nullable Object>within(host.frame().with(names), () -> {
            if (stage.when() != null
                    && Conditions.beforeAgent(stage.when())
                    && !new Conditions(host, interpreter).all(stage.when())) {
                return skip(stage, host);
            }
            Callable<@Nullable Object> body = () -> agent(stage, host, interpreter);
            for (MethodCallExpression option : stage.options()) {
                body = option(option, host, interpreter, body);
            }
            return body.call();
        });
        if (!root) {
            host.current().log().line("[Pipeline] }");
        }
    }

    private static @Nullable Object skip(Model.Stage stage, StepHost host) {
        host.current().log().line("Stage \"" + stage.name() + "\" skipped due to when conditional");
        return null;
    }

    private Callable<@Nullable Object> option(
            MethodCallExpression option, StepHost host, Interpreter interpreter, Callable<@Nullable Object> body) {
        Given given = new Given(Options.arguments(option, interpreter));
        return switch (ModelReader.name(option)) {
            case "timeout" -> {
                Duration length = FlowSteps.length(given);
                yield () -> FlowSteps.timeout(host, length, body);
            }
            case "retry" -> {
                long count = given.number("count", 0);
                yield () -> FlowSteps.retry(host, count, given.arguments().at(), body);
            }
            case "timestamps" -> {
                host.current().log().timestamps();
                yield body;
            }
            default -> body;
        };
    }

    private @Nullable Object agent(Model.Stage stage, StepHost host, Interpreter interpreter) {
        MethodCallExpression agent = stage.agent();
        Optional<Agents.Wanted> wanted = agent == null ? Optional.empty() : AgentReader.read(agent, interpreter);
        if (wanted.isEmpty()) {
            return environment(stage, host, interpreter);
        }
        boolean checkout = !wanted.get().reuse() && !Options.has(model.root(), "skipDefaultCheckout");
        return Agents.within(host, interpreter, wanted.get(), () -> {
            if (checkout) {
                ScmSteps.checkout(host, interpreter, stage.at());
            }
            return environment(stage, host, interpreter);
        });
    }

    private @Nullable Object environment(Model.Stage stage, StepHost host, Interpreter interpreter) {
        SecretSteps.Files files = new SecretSteps.Files(host, interpreter, stage.at());
        Frame outer = host.frame();
        try {
            Frame inner = outer;
            for (Map.Entry<String, Expression> entry : stage.environment().entrySet()) {
                Frame now = inner;
                Map<String, String> variables = host.within(now, () -> {
                    Object value = interpreter.evaluate(entry.getValue());
                    return value instanceof Things.Credential(String id)
                            ? SecretSteps.variables(host, entry.getKey(), id, files)
                            : Map.of(entry.getKey(), Values.text(value));
                });
                inner = inner.with(variables);
            }
            return host.within(inner, () -> guarded(stage, host, interpreter));
        } finally {
            host.within(outer, () -> {
                files.remove();
                return true;
            });
        }
    }

    private @Nullable Object guarded(Model.Stage stage, StepHost host, Interpreter interpreter) {
        if (stage.when() != null
                && !Conditions.beforeAgent(stage.when())
                && !new Conditions(host, interpreter).all(stage.when())) {
            return skip(stage, host);
        }
        Map<String, String> paths = new LinkedHashMap<>();
        for (MethodCallExpression tool : stage.tools()) {
            Tools.add(tool, host, interpreter, paths);
        }
        return host.within(host.frame().with(paths), () -> {
            RuntimeException failure = attempt(() -> work(stage, host, interpreter));
            failure = new Post(stage.post()).run(host, interpreter, failure);
            if (failure != null) {
                throw failure;
            }
            return null;
        });
    }

    /// What a body threw, if anything that a script can throw.
    static @Nullable RuntimeException attempt(Runnable body) {
        try {
            body.run();
            return null;
        } catch (ScriptFailure | ScriptStopped e) {
            return e;
        }
    }

    private void work(Model.Stage stage, StepHost host, Interpreter interpreter) {
        if (stage.steps() != null) {
            interpreter.run(stage.steps());
        }
        for (Model.Stage inner : stage.stages()) {
            host.branch().check(Position.NONE);
            if (host.current().result() == Result.UNSTABLE && Options.has(model.root(), "skipStagesAfterUnstable")) {
                host.current().log().line("Stage \"" + inner.name() + "\" skipped due to earlier failure(s)");
            } else {
                stage(inner, host, interpreter);
            }
        }
        if (!stage.parallel().isEmpty()) {
            List<Parallel.Work> works = stage.parallel().stream()
                    .map(inner -> new Parallel.Work(inner.name(), (own, branch) -> {
                        stage(inner, own, branch);
                        return null;
                    }))
                    .toList();
            boolean failFast = stage.failFast() || Options.has(model.root(), "parallelsAlwaysFailFast");
            Parallel.run(host, interpreter, works, failFast);
        }
    }
}
