package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.cluster.view.Meta;
import naru.cluster.view.Selector;
import tools.jackson.databind.JsonNode;

/// Which other pods a pod wants in its domain, or wants away from it.
///
/// @param selector which pods
/// @param namespaces of which namespaces; empty for all
/// @param topology the label that says which domain a node is in
/// @param weight how much it is worth; 0 where it is required
record PodTerm(Selector selector, Set<String> namespaces, String topology, long weight) {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    /// @param affinity `podAffinity` or `podAntiAffinity`
    static List<PodTerm> required(JsonNode affinity, String namespace) {
        List<PodTerm> terms = new ArrayList<>();
        affinity.path(REQUIRED).forEach(one -> terms.add(term(one, namespace, 0)));
        return terms;
    }

    static List<PodTerm> preferred(JsonNode affinity, String namespace, int sign) {
        List<PodTerm> terms = new ArrayList<>();
        affinity.path(PREFERRED)
                .forEach(one ->
                        terms.add(term(one.path("podAffinityTerm"), namespace, sign * Meta.number(one, 1, "weight"))));
        return terms;
    }

    boolean matches(String namespace, Map<String, String> labels) {
        return (namespaces.isEmpty() || namespaces.contains(namespace)) && selector.matches(labels::get);
    }

    private static PodTerm term(JsonNode term, String own, long weight) {
        Set<String> namespaces = new HashSet<>();
        term.path("namespaces").forEach(one -> namespaces.add(one.asString("")));
        boolean all = term.path("namespaceSelector").isObject();
        if (namespaces.isEmpty() && !all) {
            namespaces.add(own);
        }
        return new PodTerm(
                Selector.of(term.path("labelSelector")),
                all ? Set.of() : namespaces,
                Meta.text(term, "topologyKey"),
                weight);
    }
}
