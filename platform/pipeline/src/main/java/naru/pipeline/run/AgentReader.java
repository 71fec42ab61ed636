package naru.pipeline.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.Values;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.stmt.Statement;

/// Reads `agent …` when its stage begins.
final class AgentReader {
    private AgentReader() {}

    /// What is wanted; empty for `none`.
    static Optional<Agents.Wanted> read(MethodCallExpression agent, Interpreter interpreter) {
        Optional<ClosureExpression> block = ModelReader.closure(agent);
        if (block.isEmpty()) {
            String word = ModelReader.arguments(agent).isEmpty()
                    ? ""
                    : ModelReader.arguments(agent).getFirst().getText();
            return switch (word) {
                case "any" -> Optional.of(Agents.Wanted.ANY);
                case "none" -> Optional.empty();
                default ->
                    throw ScriptFailure.at(
                            Position.of(agent), "agent is 'any', 'none' or a block such as { docker 'image' }");
            };
        }
        for (Statement statement : ModelReader.statements(block.get())) {
            MethodCallExpression kind = ModelReader.call(statement)
                    .orElseThrow(() -> ScriptFailure.at(Position.of(statement), "not an agent"));
            switch (ModelReader.name(kind)) {
                case "docker" -> {
                    return Optional.of(docker(kind, interpreter));
                }
                case "dockerfile" -> {
                    return Optional.of(dockerfile(kind, interpreter));
                }
                case "label", "node" -> {
                    return Optional.of(Agents.Wanted.ANY);
                }
                default ->
                    throw ScriptFailure.at(
                            Position.of(kind),
                            "no agent of the kind '" + ModelReader.name(kind)
                                    + "': any, none, docker, dockerfile, label");
            }
        }
        throw ScriptFailure.at(Position.of(agent), "the agent's block is empty");
    }

    private static Agents.Wanted docker(MethodCallExpression docker, Interpreter interpreter) {
        Map<String, String> values = values(docker, "image", interpreter);
        String image = values.get("image");
        if (image == null) {
            throw ScriptFailure.at(Position.of(docker), "agent { docker { … } } needs 'image'");
        }
        return new Agents.Wanted(
                image,
                values.getOrDefault("args", ""),
                "true".equals(values.get("alwaysPull")),
                "true".equals(values.get("reuseNode")),
                Optional.empty());
    }

    /// `dockerfile true`, `dockerfile 'NAME'`, or a block.
    private static Agents.Wanted dockerfile(MethodCallExpression dockerfile, Interpreter interpreter) {
        Map<String, String> values = values(dockerfile, "filename", interpreter);
        String filename = values.getOrDefault("filename", "true");
        return new Agents.Wanted(
                "",
                values.getOrDefault("args", ""),
                false,
                "true".equals(values.get("reuseNode")),
                Optional.of(new Agents.Dockerfile(
                        filename.equals("true") ? "Dockerfile" : filename,
                        values.getOrDefault("dir", ""),
                        values.getOrDefault("additionalBuildArgs", ""))));
    }

    /// What a kind of agent is given: by name in its block, or one value.
    private static Map<String, String> values(MethodCallExpression kind, String only, Interpreter interpreter) {
        Optional<ClosureExpression> block = ModelReader.closure(kind);
        Map<String, String> values = new HashMap<>();
        if (block.isEmpty()) {
            values.put(only, first(kind, interpreter));
            return values;
        }
        for (Statement statement : ModelReader.statements(block.get())) {
            ModelReader.call(statement).ifPresent(c -> values.put(ModelReader.name(c), first(c, interpreter)));
        }
        return values;
    }

    private static String first(MethodCallExpression call, Interpreter interpreter) {
        List<Expression> all = ModelReader.arguments(call);
        return all.isEmpty() ? "" : Values.text(interpreter.evaluate(all.getFirst()));
    }
}
