package naru.cluster.state.rule;

import java.util.List;
import java.util.Set;
import naru.base.Fault;
import naru.cluster.object.LabelSelector;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of what keeps pods: deployments and replica sets.
final class Workloads {
    private static final int HISTORY = 10;
    private static final int PROGRESS_SECONDS = 600;

    private Workloads() {}

    static void deployment(ObjectNode object) {
        ObjectNode spec = Tree.object(object, "spec");
        Fill.number(spec, "replicas", 1);
        Fill.number(spec, "revisionHistoryLimit", HISTORY);
        Fill.number(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
        ObjectNode strategy = Tree.object(spec, "strategy");
        Fill.text(strategy, "type", "RollingUpdate");
        if (Tree.text(strategy, "type").equals("RollingUpdate")) {
            ObjectNode rolling = Tree.object(strategy, "rollingUpdate");
            Fill.text(rolling, "maxUnavailable", "25%");
            Fill.text(rolling, "maxSurge", "25%");
        }
        template(spec);
    }

    static void replicaSet(ObjectNode object) {
        ObjectNode spec = Tree.object(object, "spec");
        Fill.number(spec, "replicas", 1);
        template(spec);
    }

    /// Completes the template of pods in a specification.
    static void template(ObjectNode spec) {
        ObjectNode template = Tree.object(spec, "template");
        Tree.object(template, "metadata");
        PodDefaults.spec(Tree.object(template, "spec"));
    }

    static void checkDeployment(ObjectNode object, Violations violations) {
        JsonNode spec = object.path("spec");
        checkPods(spec, "deployment", violations);
        violations.notNegative("spec.revisionHistoryLimit", Tree.number(spec, 0, "revisionHistoryLimit"));
        long progress = Tree.number(spec, PROGRESS_SECONDS, "progressDeadlineSeconds");
        violations.notNegative("spec.progressDeadlineSeconds", progress);
        if (progress <= Tree.number(spec, 0, "minReadySeconds")) {
            violations.invalid("spec.progressDeadlineSeconds", progress, "must be greater than minReadySeconds");
        }
        strategy(spec.path("strategy"), violations);
    }

    static void checkReplicaSet(ObjectNode object, Violations violations) {
        checkPods(object.path("spec"), "replicaset", violations);
    }

    private static void checkPods(JsonNode spec, String kind, Violations violations) {
        violations.notNegative("spec.replicas", Tree.number(spec, 0, "replicas"));
        violations.notNegative("spec.minReadySeconds", Tree.number(spec, 0, "minReadySeconds"));
        checkSelector(spec, kind, violations);
        checkTemplate(spec, violations);
        String restart = Tree.text(spec, "template", "spec", "restartPolicy");
        if (!restart.equals("Always")) {
            violations.unsupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
        }
        if (Tree.has(spec, "template", "spec", "activeDeadlineSeconds")) {
            violations.forbidden(
                    "spec.template.spec.activeDeadlineSeconds",
                    "activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }

    /// The template's labels, annotations and pod.
    static void checkTemplate(JsonNode spec, Violations violations) {
        JsonNode template = spec.path("template");
        Metadata.labels(Tree.at(template, "metadata", "labels"), "spec.template.labels", violations);
        Metadata.annotations(Tree.at(template, "metadata", "annotations"), "spec.template.annotations", violations);
        PodRules.spec(template.path("spec"), "spec.template.spec", violations);
    }

    /// A selector must be there, say something, and choose the pods of the template.
    static void checkSelector(JsonNode spec, String kind, Violations violations) {
        JsonNode selector = spec.path("selector");
        JsonNode labels = Tree.at(spec, "template", "metadata", "labels");
        if (!selector.isObject()) {
            violations.required("spec.selector", "");
            return;
        }
        Metadata.labels(selector.path("matchLabels"), "spec.selector.matchLabels", violations);
        try {
            LabelSelector chosen = LabelSelector.of(selector);
            if (chosen.requirements().isEmpty()) {
                violations.invalid("spec.selector", selector, "empty selector is invalid for " + kind);
            } else if (!chosen.matches(labels)) {
                violations.invalid(
                        "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
            }
        } catch (Fault fault) {
            violations.invalid("spec.selector", selector, fault.sentence());
        }
    }

    private static void strategy(JsonNode strategy, Violations violations) {
        String type = Tree.text(strategy, "type");
        violations.oneOf("spec.strategy.type", type, Set.of("Recreate", "RollingUpdate"));
        if (type.equals("Recreate") && strategy.has("rollingUpdate")) {
            violations.forbidden(
                    "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        }
        if (type.equals("RollingUpdate")) {
            JsonNode unavailable = Tree.at(strategy, "rollingUpdate", "maxUnavailable");
            JsonNode surge = Tree.at(strategy, "rollingUpdate", "maxSurge");
            share(unavailable, "spec.strategy.rollingUpdate.maxUnavailable", violations);
            share(surge, "spec.strategy.rollingUpdate.maxSurge", violations);
            if (zero(unavailable) && zero(surge)) {
                violations.invalid(
                        "spec.strategy.rollingUpdate.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0");
            }
        }
    }

    private static boolean zero(JsonNode share) {
        return share.isNumber() ? share.asLong(0) == 0 : share.asString("").equals("0%");
    }

    private static void share(JsonNode share, String field, Violations violations) {
        if (share.isNumber()) {
            violations.notNegative(field, share.asLong(0));
        } else if (!share.asString("").matches("[0-9]{1,9}%")) {
            violations.invalid(
                    field, share, "a valid percent string must be a numeric string followed by an ending '%'");
        }
    }

    /// What chooses pods stays.
    static void lasting(ObjectNode before, ObjectNode after, Violations violations) {
        immutable(before, after, violations, "spec", "selector");
    }

    /// Tells if a part is not what it was.
    static void immutable(ObjectNode before, ObjectNode after, Violations violations, String... path) {
        JsonNode now = Tree.at(after, path);
        if (!Tree.at(before, path).equals(now)) {
            violations.invalid(String.join(".", path), now, "field is immutable");
        }
    }
}
