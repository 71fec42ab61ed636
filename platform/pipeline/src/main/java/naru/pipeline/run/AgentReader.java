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
                case "label", "node" -> {
                    return Optional.of(Agents.Wanted.ANY);
                }
                default ->
                    throw ScriptFailure.at(
                            Position.of(kind), "agent { " + ModelReader.name(kind) + " … } is not built yet");
            }
        }
        throw ScriptFailure.at(Position.of(agent), "the agent's block is empty");
    }

    private static Agents.Wanted docker(MethodCallExpression docker, Interpreter interpreter) {
        Optional<ClosureExpression> block = ModelReader.closure(docker);
        Map<String, String> values = new HashMap<>();
        if (block.isEmpty()) {
            values.put("image", first(docker, interpreter));
        } else {
            for (Statement statement : ModelReader.statements(block.get())) {
                ModelReader.call(statement).ifPresent(c -> values.put(ModelReader.name(c), first(c, interpreter)));
            }
        }
        String image = values.get("image");
        if (image == null) {
            throw ScriptFailure.at(Position.of(docker), "agent { docker { … } } needs 'image'");
        }
        return new Agents.Wanted(
                image,
                values.getOrDefault("args", ""),
                "true".equals(values.get("alwaysPull")),
                "true".equals(values.get("reuseNode")));
    }

    private static String first(MethodCallExpression call, Interpreter interpreter) {
        List<Expression> all = ModelReader.arguments(call);
        return all.isEmpty() ? "" : Values.text(interpreter.evaluate(all.getFirst()));
    }
}
