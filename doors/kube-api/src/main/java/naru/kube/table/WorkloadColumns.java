package naru.kube.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// What keeps pods running.
final class WorkloadColumns {
    static final List<Column> DEPLOYMENTS = with(
            Column.names(),
            Column.text("Ready", object -> status(object, "readyReplicas") + "/" + wanted(object, "replicas")),
            Column.number("Up-to-date", object -> status(object, "updatedReplicas")),
            Column.number("Available", object -> status(object, "availableReplicas")),
            Column.age());

    static final List<Column> REPLICA_SETS = with(
            Column.names(),
            Column.number("Desired", object -> wanted(object, "replicas")),
            Column.number("Current", object -> status(object, "replicas")),
            Column.number("Ready", object -> status(object, "readyReplicas")),
            Column.age());

    static final List<Column> STATEFUL_SETS = images(
            Column.names(),
            Column.text("Ready", object -> status(object, "readyReplicas") + "/" + wanted(object, "replicas")),
            Column.age());

    static final List<Column> DAEMON_SETS = with(
            Column.names(),
            Column.number("Desired", object -> status(object, "desiredNumberScheduled")),
            Column.number("Current", object -> status(object, "currentNumberScheduled")),
            Column.number("Ready", object -> status(object, "numberReady")),
            Column.number("Up-to-date", object -> status(object, "updatedNumberScheduled")),
            Column.number("Available", object -> status(object, "numberAvailable")),
            Column.text(
                    "Node Selector",
                    object -> Words.labels(Tree.at(object, "spec", "template", "spec", "nodeSelector"))),
            Column.age());

    static final List<Column> JOBS = with(
            Column.names(),
            Column.text("Status", WorkloadColumns::jobStatus),
            Column.text("Completions", WorkloadColumns::completions),
            Column.text("Duration", WorkloadColumns::duration),
            Column.age());

    private WorkloadColumns() {}

    private static List<Column> images(Column... columns) {
        List<Column> all = new ArrayList<>(List.of(columns));
        all.add(Column.wide("Containers", object -> containers(object, "name")));
        all.add(Column.wide("Images", object -> containers(object, "image")));
        return all;
    }

    private static List<Column> with(Column... columns) {
        List<Column> all = images(columns);
        all.add(Column.wide("Selector", object -> Words.selector(Tree.at(object, "spec", "selector"))));
        return all;
    }

    private static String containers(ObjectNode object, String field) {
        return Tree.objects(object, "spec", "template", "spec", "containers").stream()
                .map(one -> Tree.text(one, field))
                .collect(Collectors.joining(","));
    }

    private static long wanted(ObjectNode object, String field) {
        return Tree.number(object, 1, "spec", field);
    }

    private static long status(ObjectNode object, String field) {
        return Tree.number(object, 0, "status", field);
    }

    private static String jobStatus(ObjectNode job) {
        return Stream.of("Complete", "Failed", "Suspended", "FailureTarget", "SuccessCriteriaMet")
                .filter(type -> Words.condition(job, type).equals("True"))
                .findFirst()
                .orElse(Tree.has(job, "metadata", "deletionTimestamp") ? "Terminating" : "Running");
    }

    private static String completions(ObjectNode job) {
        if (Tree.has(job, "spec", "completions")) {
            return status(job, "succeeded") + "/" + wanted(job, "completions");
        }
        long parallel = wanted(job, "parallelism");
        return status(job, "succeeded") + "/1" + (parallel > 1 ? " of " + parallel : "");
    }

    private static String duration(ObjectNode job) {
        String start = Tree.text(job, "status", "startTime");
        return start.isEmpty() ? "" : Age.between(start, Tree.text(job, "status", "completionTime"));
    }
}
