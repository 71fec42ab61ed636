package naru.pipeline.run;

import java.util.Collection;
import java.util.List;
import naru.pipeline.script.Arguments;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.Suggest;
import naru.pipeline.script.Thing;
import naru.pipeline.script.Values;
import org.jspecify.annotations.Nullable;

/// The objects that scripts of a run can name.
final class Things {
    private Things() {}

    /// `env`.
    record Env(StepHost host) implements Thing {
        @Override
        public String title() {
            return "env";
        }

        @Override
        public @Nullable Object get(String property, Position at) {
            return host.environment().get(property);
        }

        @Override
        public void set(String property, @Nullable Object value, Position at) {
            host.current().environment().put(property, Values.text(value));
        }

        @Override
        public @Nullable Object call(String method, Arguments arguments, Interpreter interpreter) {
            return switch (method) {
                case "getEnvironment" -> new java.util.LinkedHashMap<Object, Object>(host.environment());
                default -> throw Suggest.unknownMethod(method, title(), names(), arguments.at());
            };
        }

        @Override
        public Collection<String> names() {
            return List.of("getEnvironment");
        }
    }

    /// `params`.
    record Parameters(Current current) implements Thing {
        @Override
        public String title() {
            return "params";
        }

        @Override
        public @Nullable Object get(String property, Position at) {
            return current.parameters().get(property);
        }
    }

    /// `scm`: the repository of the job.
    record Scm() implements Thing {
        @Override
        public String title() {
            return "scm";
        }

        @Override
        public @Nullable Object get(String property, Position at) {
            throw ScriptFailure.at(at, "'scm' can be given to checkout, it has no property '" + property + "'");
        }
    }

    /// What `credentials('id')` stands for in `environment`.
    record Credential(String id) implements Thing {
        @Override
        public String title() {
            return "credentials";
        }

        @Override
        public @Nullable Object get(String property, Position at) {
            throw ScriptFailure.at(at, "credentials(…) can only be the value of an environment variable");
        }
    }

    /// `currentBuild`.
    record CurrentBuild(Current current) implements Thing {
        private static final List<String> NAMES = List.of(
                "result", "currentResult", "number", "displayName", "fullDisplayName", "projectName", "description");

        @Override
        public String title() {
            return "currentBuild";
        }

        @Override
        public @Nullable Object get(String property, Position at) {
            return switch (property) {
                case "result" ->
                    current.result() == Result.SUCCESS ? null : current.result().name();
                case "currentResult" -> current.result().name();
                case "number", "id" -> current.setup().number();
                case "displayName" -> "#" + current.setup().number();
                case "fullDisplayName" ->
                    current.setup().job() + " #" + current.setup().number();
                case "projectName", "fullProjectName" -> current.setup().job();
                case "description", "previousBuild" -> null;
                default ->
                    throw ScriptFailure.at(
                            at, "currentBuild has no '" + property + "'" + Suggest.didYouMean(property, NAMES));
            };
        }

        @Override
        public void set(String property, @Nullable Object value, Position at) {
            switch (property) {
                case "result" -> current.worsen(FlowSteps.result(Values.text(value), at));
                case "displayName", "description" -> current.log().line("[" + property + "] " + Values.text(value));
                default -> throw ScriptFailure.at(at, "'" + property + "' of currentBuild cannot be set");
            }
        }

        @Override
        public Collection<String> names() {
            return NAMES;
        }
    }
}
