package naru.kube.table;

import java.util.List;
import java.util.stream.Collectors;
import naru.cluster.object.Tree;
import tools.jackson.databind.node.ObjectNode;

/// Roles and who has them.
final class RoleColumns {
    static final List<Column> ROLES = List.of(
            Column.names(), Column.text("Created At", object -> Tree.text(object, "metadata", "creationTimestamp")));

    static final List<Column> BINDINGS = List.of(
            Column.names(),
            Column.text(
                    "Role",
                    object -> Tree.text(object, "roleRef", "kind") + "/" + Tree.text(object, "roleRef", "name")),
            Column.age(),
            Column.wide("Users", object -> subjects(object, "User")),
            Column.wide("Groups", object -> subjects(object, "Group")),
            Column.wide("ServiceAccounts", object -> subjects(object, "ServiceAccount")));

    private RoleColumns() {}

    private static String subjects(ObjectNode binding, String kind) {
        return Tree.objects(binding, "subjects").stream()
                .filter(one -> Tree.text(one, "kind").equals(kind))
                .map(one -> kind.equals("ServiceAccount")
                        ? Tree.text(one, "namespace") + "/" + Tree.text(one, "name")
                        : Tree.text(one, "name"))
                .collect(Collectors.joining(", "));
    }
}
