package naru.cluster.state.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a pod, or a template of pods, must be (Kubernetes API reference, "PodSpec").
final class PodRules {
    private static final Set<String> RESTARTS = Set.of("Always", "OnFailure", "Never");
    private static final Set<String> DNS = Set.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final String CHANGEABLE =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private PodRules() {}

    static void pod(ObjectNode pod, Violations violations) {
        spec(pod.path("spec"), "spec", violations);
    }

    /// Looks at a specification at a path.
    static void spec(JsonNode spec, String path, Violations violations) {
        Set<String> volumes = VolumeRules.volumes(spec, path + ".volumes", violations);
        if (Tree.objects(spec, "containers").isEmpty()) {
            violations.required(path + ".containers", "");
        }
        containers(spec, path, volumes, violations);
        violations.oneOf(path + ".restartPolicy", Tree.text(spec, "restartPolicy"), RESTARTS);
        violations.oneOf(path + ".dnsPolicy", Tree.text(spec, "dnsPolicy"), DNS);
        violations.notNegative(
                path + ".terminationGracePeriodSeconds", Tree.number(spec, 0, "terminationGracePeriodSeconds"));
        if (spec.has("activeDeadlineSeconds") && Tree.number(spec, 0, "activeDeadlineSeconds") < 1) {
            violations.invalid(
                    path + ".activeDeadlineSeconds",
                    Tree.number(spec, 0, "activeDeadlineSeconds"),
                    "must be between 1 and 2147483647, inclusive");
        }
        placement(spec, path, violations);
    }

    private static void containers(JsonNode spec, String path, Set<String> volumes, Violations violations) {
        Set<String> names = new HashSet<>();
        for (String list : new String[] {"initContainers", "containers"}) {
            int i = 0;
            for (ObjectNode container : Tree.objects(spec, list)) {
                String field = path + "." + list + "[" + i++ + "]";
                ContainerRules.container(container, field, volumes, violations);
                if (!names.add(Tree.text(container, "name"))) {
                    violations.duplicate(field + ".name", Tree.text(container, "name"));
                }
            }
        }
    }

    private static void placement(JsonNode spec, String path, Violations violations) {
        Metadata.labels(spec.path("nodeSelector"), path + ".nodeSelector", violations);
        for (String name : new String[] {"serviceAccountName", "nodeName", "schedulerName"}) {
            if (!Tree.text(spec, name).isEmpty()) {
                NameGrammar.SUBDOMAIN.check(Tree.text(spec, name), path + "." + name, violations);
            }
        }
        for (String name : new String[] {"hostname", "subdomain"}) {
            if (!Tree.text(spec, name).isEmpty()) {
                NameGrammar.LABEL.check(Tree.text(spec, name), path + "." + name, violations);
            }
        }
        tolerations(spec, path + ".tolerations", violations);
        spread(spec, path + ".topologySpreadConstraints", violations);
    }

    private static void tolerations(JsonNode spec, String path, Violations violations) {
        int i = 0;
        for (ObjectNode toleration : Tree.objects(spec, "tolerations")) {
            String field = path + "[" + i++ + "]";
            String operator = Tree.text(toleration, "operator");
            violations.oneOf(field + ".operator", operator, Set.of("Equal", "Exists"));
            violations.oneOf(field + ".effect", Tree.text(toleration, "effect"), EFFECTS);
            String key = Tree.text(toleration, "key");
            if (key.isEmpty() && !operator.equals("Exists")) {
                violations.invalid(
                        field + ".operator",
                        operator,
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            } else if (!key.isEmpty()) {
                NameGrammar.keyRefusal(key).ifPresent(why -> violations.invalid(field + ".key", key, why));
            }
            if (operator.equals("Exists") && !Tree.text(toleration, "value").isEmpty()) {
                violations.invalid(field + ".operator", toleration, "value must be empty when `operator` is 'Exists'");
            }
        }
    }

    private static void spread(JsonNode spec, String path, Violations violations) {
        int i = 0;
        for (ObjectNode constraint : Tree.objects(spec, "topologySpreadConstraints")) {
            String field = path + "[" + i++ + "]";
            long skew = Tree.number(constraint, 0, "maxSkew");
            if (skew < 1) {
                violations.invalid(field + ".maxSkew", skew, "must be greater than zero");
            }
            if (Tree.text(constraint, "topologyKey").isEmpty()) {
                violations.required(field + ".topologyKey", "can not be empty");
            }
            String otherwise = Tree.text(constraint, "whenUnsatisfiable");
            if (!Set.of("DoNotSchedule", "ScheduleAnyway").contains(otherwise)) {
                violations.unsupported(
                        field + ".whenUnsatisfiable", otherwise, List.of("DoNotSchedule", "ScheduleAnyway"));
            }
        }
    }

    /// A pod that is there changes in few fields only.
    static void lasting(ObjectNode before, ObjectNode after, Violations violations) {
        if (!lastingPart(before).equals(lastingPart(after))) {
            violations.forbidden("spec", CHANGEABLE);
            return;
        }
        List<JsonNode> gone = new ArrayList<>(Tree.objects(before, "spec", "tolerations"));
        gone.removeAll(Tree.objects(after, "spec", "tolerations"));
        if (!gone.isEmpty()) {
            violations.forbidden(
                    "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
        }
        long deadline = Tree.number(before, 0, "spec", "activeDeadlineSeconds");
        long next = Tree.number(after, 0, "spec", "activeDeadlineSeconds");
        if (deadline > 0 && (next == 0 || next > deadline)) {
            violations.invalid("spec.activeDeadlineSeconds", next, "must be less than or equal to previous value");
        }
    }

    private static JsonNode lastingPart(ObjectNode pod) {
        if (!(pod.path("spec").deepCopy() instanceof ObjectNode spec)) {
            return pod.path("spec");
        }
        spec.remove(List.of("activeDeadlineSeconds", "tolerations"));
        Tree.objects(spec, "containers").forEach(container -> container.remove("image"));
        Tree.objects(spec, "initContainers").forEach(container -> container.remove("image"));
        return spec;
    }
}
