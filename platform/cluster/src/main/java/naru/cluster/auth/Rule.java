package naru.cluster.auth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// One rule of a role: some verbs on some resources, or on some paths (Kubernetes, "Using RBAC
/// Authorization").
///
/// @param verbs what may be done; `*` is everything
/// @param groups of the API; `*` is every one, empty text the core group
/// @param resources such as `pods`, `pods/log`, `*/scale`, `*`
/// @param names of objects; none: all
/// @param paths that are no resources, such as `/healthz`, `/healthz/*`, `*`
record Rule(Set<String> verbs, Set<String> groups, Set<String> resources, Set<String> names, Set<String> paths) {
    private static final String ALL = "*";

    /// A role's `rules`.
    static List<Rule> of(JsonNode rules) {
        List<Rule> found = new ArrayList<>();
        for (JsonNode one : rules) {
            found.add(new Rule(
                    texts(one, "verbs"),
                    texts(one, "apiGroups"),
                    texts(one, "resources"),
                    texts(one, "resourceNames"),
                    texts(one, "nonResourceURLs")));
        }
        return List.copyOf(found);
    }

    private static Set<String> texts(JsonNode rule, String field) {
        Set<String> found = new HashSet<>();
        rule.path(field).forEach(one -> found.add(one.asString("")));
        return Set.copyOf(found);
    }

    boolean allows(Attributes attributes) {
        return switch (attributes) {
            case Attributes.OfResource of ->
                has(verbs, of.verb())
                        && has(groups, of.group())
                        && hasResource(of.qualified(), of.subresource())
                        && (names.isEmpty() || names.contains(of.name()));
            case Attributes.OfPath of -> has(verbs, of.verb()) && hasPath(of.path());
        };
    }

    /// Whether rules that somebody has allow all that this one allows.
    boolean coveredBy(List<Rule> held) {
        for (String verb : verbs) {
            for (String path : paths) {
                if (held.stream().noneMatch(one -> has(one.verbs, verb) && one.hasPath(path))) {
                    return false;
                }
            }
            for (String group : groups) {
                if (!resources.stream().allMatch(resource -> covered(verb, group, resource, held))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean covered(String verb, String group, String resource, List<Rule> held) {
        String part = resource.contains("/") ? resource.substring(resource.indexOf('/') + 1) : "";
        return held.stream()
                .filter(one -> has(one.verbs, verb) && has(one.groups, group) && one.hasResource(resource, part))
                .anyMatch(one -> one.names.isEmpty() || !names.isEmpty() && one.names.containsAll(names));
    }

    private static boolean has(Set<String> known, String word) {
        return known.contains(word) || known.contains(ALL);
    }

    private boolean hasResource(String qualified, String subresource) {
        return has(resources, qualified) || !subresource.isEmpty() && resources.contains("*/" + subresource);
    }

    private boolean hasPath(String path) {
        return has(paths, path)
                || paths.stream()
                        .anyMatch(known ->
                                known.endsWith(ALL) && path.startsWith(known.substring(0, known.length() - 1)));
    }
}
