package naru.cluster.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Who has a role.
///
/// @param name of the binding
/// @param namespace in which it holds; empty: everywhere
/// @param cluster whether the role is a ClusterRole
/// @param role its name
/// @param subjects who
record Binding(String name, String namespace, boolean cluster, String role, List<Holder> subjects) {
    /// One of them.
    ///
    /// @param group whether it is a group, or else one caller
    /// @param name of the group or the caller
    record Holder(boolean group, String name) {
        boolean is(Caller caller) {
            return group ? caller.in(name) : caller.name().equals(name);
        }
    }

    /// A RoleBinding or ClusterRoleBinding.
    static Binding of(JsonNode document) {
        String namespace = document.path("metadata").path("namespace").asString("");
        List<Holder> holders = new ArrayList<>();
        for (JsonNode subject : document.path("subjects")) {
            holder(subject, namespace).ifPresent(holders::add);
        }
        JsonNode role = document.path("roleRef");
        return new Binding(
                document.path("metadata").path("name").asString(""),
                namespace,
                role.path("kind").asString("").equals("ClusterRole"),
                role.path("name").asString(""),
                List.copyOf(holders));
    }

    private static Optional<Holder> holder(JsonNode subject, String namespace) {
        String name = subject.path("name").asString("");
        return switch (subject.path("kind").asString("")) {
            case "User" -> Optional.of(new Holder(false, name));
            case "Group" -> Optional.of(new Holder(true, name));
            case "ServiceAccount" -> {
                String space = subject.path("namespace").asString(namespace);
                yield Optional.of(new Holder(false, Caller.ACCOUNT_PREFIX + space + ":" + name));
            }
            default -> Optional.empty();
        };
    }

    Optional<Holder> holder(Caller caller) {
        return subjects.stream().filter(one -> one.is(caller)).findFirst();
    }

    /// Why something is allowed, as Kubernetes says it.
    String because(Holder holder) {
        String kind = namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
        String which = namespace.isEmpty() ? name : name + "/" + namespace;
        return "RBAC: allowed by %s \"%s\" of %s \"%s\" to %s \"%s\""
                .formatted(
                        kind,
                        which,
                        cluster ? "ClusterRole" : "Role",
                        role,
                        holder.group() ? "Group" : "User",
                        holder.name());
    }
}
