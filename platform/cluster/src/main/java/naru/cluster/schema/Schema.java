package naru.cluster.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// What documents of a kind consist of.
///
/// @param type the type of the whole document
public record Schema(Type type) {
    /// What is wrong with a document, in its order; at most a hundred of it.
    public List<Problem> check(ObjectNode object) {
        Walk walk = new Walk();
        walk.take(object, type);
        return walk.problems();
    }

    /// A copy without unknown fields and without nulls, which say nothing. What has a wrong type is
    /// left out, too.
    public ObjectNode prune(ObjectNode object) {
        return new Walk().take(object, type);
    }

    /// What is stored of a request's document: pruned, after telling or refusing what the caller wants
    /// told or refused.
    ///
    /// @param found problems that reading the bytes found: duplicate fields
    /// @throws Fault INVALID for values of wrong types, and under STRICT for unknown and duplicate
    ///     fields
    public ObjectNode accept(ObjectNode object, List<Problem> found, WriteOptions options) {
        Walk walk = new Walk();
        ObjectNode pruned = walk.take(object, type);
        for (Problem problem : walk.problems()) {
            if (problem.kind() == Problem.Kind.WRONG_TYPE) {
                throw cannotBeHandled(object, problem.sentence());
            }
        }
        List<Problem> problems = new ArrayList<>(found);
        problems.addAll(walk.problems());
        if (!problems.isEmpty()) {
            judge(object, problems, options);
        }
        return pruned;
    }

    private void judge(ObjectNode object, List<Problem> problems, WriteOptions options) {
        switch (options.validation()) {
            case IGNORE -> {}
            case WARN -> problems.forEach(problem -> options.warnings().tell(problem.sentence()));
            case STRICT ->
                throw cannotBeHandled(
                        object,
                        problems.stream()
                                .map(Problem::sentence)
                                .collect(Collectors.joining(", ", "strict decoding error: ", "")));
        }
    }

    private Fault cannotBeHandled(ObjectNode object, String why) {
        String kind = object.path("kind").asString(type.simpleName());
        String version = object.path("apiVersion").asString("");
        return Fault.invalid(kind + " in version \"" + version.substring(version.lastIndexOf('/') + 1)
                + "\" cannot be handled as a " + type.simpleName() + ": " + why);
    }
}
