package naru.cluster.state.rule;

import java.util.List;
import java.util.Set;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Rules of roles and of bindings.
final class AccessRules {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private AccessRules() {}

    static void binding(ObjectNode binding) {
        Fill.text(Tree.object(binding, "roleRef"), "apiGroup", GROUP);
        for (ObjectNode subject : Tree.objects(binding, "subjects")) {
            if (Set.of("User", "Group").contains(Tree.text(subject, "kind"))) {
                Fill.text(subject, "apiGroup", GROUP);
            }
        }
    }

    static void checkRole(ObjectNode role, Violations violations) {
        int i = 0;
        for (ObjectNode rule : Tree.objects(role, "rules")) {
            String field = "rules[" + i++ + "]";
            rule(rule, field, violations);
            if (rule.path("nonResourceURLs").size() > 0) {
                violations.invalid(
                        field + ".nonResourceURLs",
                        rule.path("nonResourceURLs"),
                        "namespaced rules cannot apply to non-resource URLs");
            }
        }
    }

    static void checkClusterRole(ObjectNode role, Violations violations) {
        int i = 0;
        for (ObjectNode rule : Tree.objects(role, "rules")) {
            String field = "rules[" + i++ + "]";
            if (rule.path("nonResourceURLs").size() == 0) {
                rule(rule, field, violations);
            } else if (rule.path("verbs").size() == 0) {
                violations.required(field + ".verbs", "verbs must contain at least one value");
            }
        }
    }

    private static void rule(ObjectNode rule, String field, Violations violations) {
        if (rule.path("verbs").size() == 0) {
            violations.required(field + ".verbs", "verbs must contain at least one value");
        }
        if (rule.path("nonResourceURLs").size() == 0) {
            if (rule.path("apiGroups").size() == 0) {
                violations.required(field + ".apiGroups", "resource rules must supply at least one api group");
            }
            if (rule.path("resources").size() == 0) {
                violations.required(field + ".resources", "resource rules must supply at least one resource");
            }
        }
    }

    static void checkRoleBinding(ObjectNode binding, Violations violations) {
        role(binding.path("roleRef"), Set.of("Role", "ClusterRole"), violations);
        subjects(binding, violations);
    }

    static void checkClusterRoleBinding(ObjectNode binding, Violations violations) {
        role(binding.path("roleRef"), Set.of("ClusterRole"), violations);
        subjects(binding, violations);
    }

    private static void role(JsonNode reference, Set<String> kinds, Violations violations) {
        String group = Tree.text(reference, "apiGroup");
        if (!group.equals(GROUP)) {
            violations.unsupported("roleRef.apiGroup", group, List.of(GROUP));
        }
        String kind = Tree.text(reference, "kind");
        if (!kinds.contains(kind)) {
            violations.unsupported("roleRef.kind", kind, kinds.stream().sorted().toList());
        }
        String name = Tree.text(reference, "name");
        if (name.isEmpty()) {
            violations.required("roleRef.name", "");
        } else {
            NameGrammar.PATH_SEGMENT.check(name, "roleRef.name", violations);
        }
    }

    private static void subjects(ObjectNode binding, Violations violations) {
        int i = 0;
        for (ObjectNode subject : Tree.objects(binding, "subjects")) {
            String field = "subjects[" + i++ + "]";
            String kind = Tree.text(subject, "kind");
            if (Tree.text(subject, "name").isEmpty()) {
                violations.required(field + ".name", "");
            }
            if (!Set.of("ServiceAccount", "User", "Group").contains(kind)) {
                violations.unsupported(field + ".kind", kind, List.of("ServiceAccount", "User", "Group"));
            }
            if (kind.equals("ServiceAccount") && Tree.text(subject, "namespace").isEmpty()) {
                violations.required(field + ".namespace", "");
            }
        }
    }

    static void lastingBinding(ObjectNode before, ObjectNode after, Violations violations) {
        if (!before.path("roleRef").equals(after.path("roleRef"))) {
            violations.invalid("roleRef", after.path("roleRef"), "cannot change roleRef");
        }
    }
}
