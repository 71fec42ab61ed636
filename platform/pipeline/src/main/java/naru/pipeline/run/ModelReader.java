package naru.pipeline.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.pipeline.script.Position;
import naru.pipeline.script.Problem;
import naru.pipeline.script.Script;
import naru.pipeline.script.Suggest;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.jspecify.annotations.Nullable;

/// Reads `pipeline { … }` into its model and finds everything that is wrong with its shape.
final class ModelReader {
    private static final Set<String> PIPELINE =
            Set.of("agent", "stages", "post", "environment", "tools", "options", "parameters", "triggers", "libraries");
    private static final Set<String> STAGE = Set.of(
            "agent",
            "stages",
            "post",
            "environment",
            "tools",
            "options",
            "when",
            "steps",
            "parallel",
            "failFast",
            "matrix",
            "input");
    static final List<String> POST = List.of(
            "always",
            "changed",
            "fixed",
            "regression",
            "aborted",
            "success",
            "unsuccessful",
            "unstable",
            "failure",
            "notBuilt",
            "cleanup");
    private static final Set<String> OPTIONS = Set.of(
            "timeout",
            "retry",
            "skipDefaultCheckout",
            "timestamps",
            "buildDiscarder",
            "disableConcurrentBuilds",
            "skipStagesAfterUnstable",
            "parallelsAlwaysFailFast",
            "ansiColor",
            "preserveStashes",
            "durabilityHint",
            "quietPeriod",
            "disableResume",
            "checkoutToSubdirectory",
            "disableRestartFromStage",
            "overrideIndexTriggers");
    private static final Set<String> NOT_BUILT = Set.of("matrix", "input", "libraries");

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> stageNames = new HashSet<>();
    private List<MethodCallExpression> parameters = List.of();

    /// The `pipeline { … }` of a script, if it has one.
    static Optional<ClosureExpression> find(Script script) {
        return script.statements().stream()
                .flatMap(s -> call(s).stream())
                .filter(c -> name(c).equals("pipeline"))
                .flatMap(c -> closure(c).stream())
                .findFirst();
    }

    List<Problem> problems() {
        return problems;
    }

    Model read(ClosureExpression pipeline) {
        Model.Stage root = section("", pipeline, PIPELINE, Position.of(pipeline));
        if (root.stages().isEmpty() && problems.isEmpty()) {
            problem(pipeline, "No stages specified");
        }
        if (root.agent() == null) {
            problem(pipeline, "Missing required section \"agent\"");
        }
        return new Model(root, parameters);
    }

    private Model.Stage section(String name, ClosureExpression block, Set<String> allowed, Position at) {
        Map<String, MethodCallExpression> parts = parts(block, allowed, name);
        MethodCallExpression agent = parts.get("agent");
        Map<String, ClosureExpression> post = new LinkedHashMap<>();
        for (MethodCallExpression c : inner(parts, "post")) {
            if (!POST.contains(name(c))) {
                problem(
                        c,
                        "Invalid condition \"" + name(c) + "\" - valid conditions are " + POST
                                + Suggest.didYouMean(name(c), POST));
            }
            closure(c).ifPresent(body -> post.put(name(c), body));
        }
        List<MethodCallExpression> options = inner(parts, "options");
        options.stream()
                .filter(o -> !OPTIONS.contains(name(o)))
                .forEach(o -> problem(o, "unknown option '" + name(o) + "'" + Suggest.didYouMean(name(o), OPTIONS)));
        parameters = name.isEmpty() ? inner(parts, "parameters") : parameters;
        ClosureExpression steps = body(parts, "steps");
        List<Model.Stage> stages = stages(parts, "stages");
        List<Model.Stage> parallel = stages(parts, "parallel");
        if (!name.isEmpty()) {
            int kinds = (parts.containsKey("steps") ? 1 : 0)
                    + (parts.containsKey("stages") ? 1 : 0)
                    + (parts.containsKey("parallel") ? 1 : 0)
                    + (parts.containsKey("matrix") ? 1 : 0);
            if (kinds != 1) {
                problems.add(new Problem(
                        at,
                        kinds == 0
                                ? "Expected one of \"steps\", \"stages\", or \"parallel\" for stage \"" + name + "\""
                                : "Only one of \"parallel\", \"stages\", or \"steps\" allowed for stage \"" + name
                                        + "\""));
            }
        }
        boolean failFast =
                parts.containsKey("failFast") && text(parts.get("failFast")).contains("true");
        return new Model.Stage(
                name,
                agent,
                environment(parts),
                options,
                inner(parts, "tools"),
                body(parts, "when"),
                steps,
                stages,
                parallel,
                failFast,
                post,
                at);
    }

    private static String text(@Nullable MethodCallExpression call) {
        return call == null ? "" : call.getArguments().getText();
    }

    /// The directives of a block by name; unknown and repeated ones are problems.
    private Map<String, MethodCallExpression> parts(ClosureExpression block, Set<String> allowed, String stage) {
        Map<String, MethodCallExpression> parts = new LinkedHashMap<>();
        for (Statement statement : statements(block)) {
            Optional<MethodCallExpression> call = call(statement);
            if (call.isEmpty()) {
                problem(
                        statement,
                        "Expected a section, each on a line of its own: "
                                + allowed.stream().sorted().toList());
                continue;
            }
            String name = name(call.get());
            if (!allowed.contains(name)) {
                problem(
                        call.get(),
                        (stage.isEmpty() ? "Undefined section \"" : "Unknown stage section \"") + name + "\""
                                + Suggest.didYouMean(name, allowed));
            } else if (NOT_BUILT.contains(name)) {
                problem(call.get(), "'" + name + "' is not built yet");
            } else if (parts.put(name, call.get()) != null) {
                problem(call.get(), "Multiple occurrences of the " + name + " section");
            }
        }
        return parts;
    }

    private Map<String, Expression> environment(Map<String, MethodCallExpression> parts) {
        Map<String, Expression> environment = new LinkedHashMap<>();
        MethodCallExpression section = parts.get("environment");
        if (section == null) {
            return environment;
        }
        List<Statement> entries = closure(section).map(ModelReader::statements).orElse(List.of());
        if (entries.isEmpty()) {
            problem(section, "No variables specified for environment");
        }
        for (Statement entry : entries) {
            if (entry instanceof ExpressionStatement e
                    && e.getExpression() instanceof BinaryExpression b
                    && b.getOperation().getText().equals("=")) {
                String name = b.getLeftExpression().getText();
                if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                    problem(
                            b,
                            "\"" + name
                                    + "\" is not a valid identifier and cannot be used for an environment variable");
                } else if (environment.put(name, b.getRightExpression()) != null) {
                    problem(b, "Duplicate environment variable name: \"" + name + "\"");
                }
            } else {
                problem(entry, "\"" + entry.getText() + "\" is not a valid environment expression: use NAME = value");
            }
        }
        return environment;
    }

    private List<Model.Stage> stages(Map<String, MethodCallExpression> parts, String section) {
        List<Model.Stage> stages = new ArrayList<>();
        for (MethodCallExpression call : inner(parts, section)) {
            if (!name(call).equals("stage")) {
                problem(call, "Expected a stage" + Suggest.didYouMean(name(call), Set.of("stage")));
                continue;
            }
            String name = firstText(call);
            Optional<ClosureExpression> body = closure(call);
            if (name.isEmpty() || body.isEmpty()) {
                problem(call, "A stage needs a name and a block: stage('name') { … }");
            } else {
                if (!stageNames.add(name)) {
                    problem(call, "Duplicate stage name: \"" + name + "\"");
                }
                stages.add(section(name, body.get(), STAGE, Position.of(call)));
            }
        }
        return stages;
    }

    private List<MethodCallExpression> inner(Map<String, MethodCallExpression> parts, String section) {
        MethodCallExpression call = parts.get(section);
        if (call == null) {
            return List.of();
        }
        List<MethodCallExpression> calls = new ArrayList<>();
        for (Statement statement : closure(call).map(ModelReader::statements).orElse(List.of())) {
            call(statement).ifPresentOrElse(calls::add, () -> problem(statement, "Not a valid entry of " + section));
        }
        return calls;
    }

    private static @Nullable ClosureExpression body(Map<String, MethodCallExpression> parts, String section) {
        MethodCallExpression call = parts.get(section);
        return call == null ? null : closure(call).orElse(null);
    }

    private void problem(ASTNode node, String message) {
        problems.add(new Problem(Position.of(node), message));
    }

    static List<Statement> statements(ClosureExpression block) {
        return block.getCode() instanceof BlockStatement statements
                ? statements.getStatements()
                : List.of(block.getCode());
    }

    static Optional<MethodCallExpression> call(Statement statement) {
        return statement instanceof ExpressionStatement e
                        && e.getExpression() instanceof MethodCallExpression call
                        && call.isImplicitThis()
                ? Optional.of(call)
                : Optional.empty();
    }

    static String name(MethodCallExpression call) {
        return call.getMethodAsString() == null ? "" : call.getMethodAsString();
    }

    static List<Expression> arguments(MethodCallExpression call) {
        return call.getArguments() instanceof TupleExpression tuple
                ? tuple.getExpressions()
                : List.of(call.getArguments());
    }

    static Optional<ClosureExpression> closure(MethodCallExpression call) {
        List<Expression> all = arguments(call);
        return !all.isEmpty() && all.getLast() instanceof ClosureExpression closure
                ? Optional.of(closure)
                : Optional.empty();
    }

    private static String firstText(MethodCallExpression call) {
        List<Expression> all = arguments(call);
        if (all.isEmpty() || all.getFirst() instanceof ClosureExpression) {
            return "";
        }
        return all.getFirst() instanceof GStringExpression g
                ? g.getText()
                : all.getFirst().getText();
    }
}
