package naru.cluster.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The roles and bindings of the cluster, as rules. It is told of every change of them; safe for use
/// by many threads.
public final class Policy {
    private final Map<String, List<Rule>> roles = new ConcurrentHashMap<>();
    private final Map<String, Binding> everywhere = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Binding>> byNamespace = new ConcurrentHashMap<>();

    /// What somebody has by one binding.
    record Grant(Binding binding, Binding.Holder holder, List<Rule> rules) {}

    /// The kinds that it must be told of.
    public static List<Resource> kinds() {
        return List.of(
                Resources.CLUSTER_ROLES, Resources.ROLES, Resources.CLUSTER_ROLE_BINDINGS, Resources.ROLE_BINDINGS);
    }

    /// Takes in a change of an object of one of those kinds.
    ///
    /// @param before null if it is new
    /// @param now null if it is gone
    public void changed(@Nullable JsonNode before, @Nullable JsonNode now) {
        JsonNode some = now == null ? before : now;
        if (some == null) {
            return;
        }
        String name = some.path("metadata").path("name").asString("");
        String namespace = some.path("metadata").path("namespace").asString("");
        switch (some.path("kind").asString("")) {
            case "ClusterRole", "Role" ->
                put(roles, namespace + "/" + name, now == null ? null : Rule.of(now.path("rules")));
            case "ClusterRoleBinding" -> put(everywhere, name, now == null ? null : Binding.of(now));
            case "RoleBinding" ->
                put(
                        byNamespace.computeIfAbsent(namespace, _ -> new ConcurrentHashMap<>()),
                        name,
                        now == null ? null : Binding.of(now));
            default -> throw new IllegalArgumentException("no kind of rules: " + some.path("kind"));
        }
    }

    private static <T> void put(Map<String, T> map, String key, @Nullable T value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    /// What a caller has: everywhere, and in a namespace (empty: in none).
    List<Grant> grants(Caller caller, String namespace) {
        List<Grant> found = new ArrayList<>();
        everywhere.values().forEach(binding -> add(found, binding, caller));
        if (!namespace.isEmpty()) {
            byNamespace.getOrDefault(namespace, Map.of()).values().forEach(binding -> add(found, binding, caller));
        }
        return found;
    }

    private void add(List<Grant> found, Binding binding, Caller caller) {
        binding.holder(caller)
                .ifPresent(holder -> found.add(new Grant(
                        binding, holder, rules(binding.cluster() ? "" : binding.namespace(), binding.role()))));
    }

    /// Whether there is such a role.
    boolean knows(String namespace, String role) {
        return roles.containsKey(namespace + "/" + role);
    }

    /// The rules of a role; none if there is no such role.
    ///
    /// @param namespace empty for a ClusterRole
    List<Rule> rules(String namespace, String role) {
        return roles.getOrDefault(namespace + "/" + role, List.of());
    }
}
