package naru.cluster.state.rule;

import java.util.List;
import java.util.Set;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of jobs. A job chooses its pods by its uid, unless it says that it chooses itself.
final class JobRules {
    private static final int BACK_OFFS = 6;
    private static final String CONTROLLER = "batch.kubernetes.io/controller-uid";
    private static final List<String> NUMBERS =
            List.of("parallelism", "completions", "backoffLimit", "ttlSecondsAfterFinished", "activeDeadlineSeconds");

    private JobRules() {}

    static void defaults(ObjectNode job) {
        ObjectNode spec = Tree.object(job, "spec");
        if (!spec.has("completions") && !spec.has("parallelism")) {
            spec.put("completions", 1);
        }
        Fill.number(spec, "parallelism", 1);
        Fill.number(spec, "backoffLimit", BACK_OFFS);
        Fill.text(spec, "completionMode", "NonIndexed");
        Fill.flag(spec, "suspend", false);
        Workloads.template(spec);
        if (!Tree.flag(spec, "manualSelector") && !spec.has("selector")) {
            choose(job, spec);
        }
        if (!Tree.has(job, "metadata", "labels") && Tree.has(spec, "template", "metadata", "labels")) {
            Tree.object(job, "metadata")
                    .set(
                            "labels",
                            Tree.at(spec, "template", "metadata", "labels").deepCopy());
        }
    }

    private static void choose(ObjectNode job, ObjectNode spec) {
        String uid = Tree.uid(job);
        String name = Tree.name(job);
        Tree.object(spec, "selector", "matchLabels").put(CONTROLLER, uid);
        Tree.object(spec, "template", "metadata", "labels")
                .put(CONTROLLER, uid)
                .put("controller-uid", uid)
                .put("batch.kubernetes.io/job-name", name)
                .put("job-name", name);
    }

    static void check(ObjectNode job, Violations violations) {
        JsonNode spec = job.path("spec");
        for (String number : NUMBERS) {
            violations.notNegative("spec." + number, Tree.number(spec, 0, number));
        }
        violations.oneOf("spec.completionMode", Tree.text(spec, "completionMode"), Set.of("NonIndexed", "Indexed"));
        if (Tree.text(spec, "completionMode").equals("Indexed") && !spec.has("completions")) {
            violations.required("spec.completions", "when completion mode is Indexed");
        }
        Workloads.checkSelector(spec, "job", violations);
        Workloads.checkTemplate(spec, violations);
        String restart = Tree.text(spec, "template", "spec", "restartPolicy");
        if (restart.equals("Always")) {
            violations.unsupported("spec.template.spec.restartPolicy", restart, List.of("OnFailure", "Never"));
        }
    }

    static void lasting(ObjectNode before, ObjectNode after, Violations violations) {
        Workloads.immutable(before, after, violations, "spec", "selector");
        Workloads.immutable(before, after, violations, "spec", "completionMode");
        if (!Tree.flag(before, "spec", "suspend") || Tree.has(before, "status", "startTime")) {
            Workloads.immutable(before, after, violations, "spec", "template");
        }
        if (!Tree.text(before, "spec", "completionMode").equals("Indexed")) {
            Workloads.immutable(before, after, violations, "spec", "completions");
        }
    }
}
