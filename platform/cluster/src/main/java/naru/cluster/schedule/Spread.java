package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.cluster.view.Meta;
import naru.cluster.view.Selector;
import tools.jackson.databind.JsonNode;

/// How evenly pods are to be spread: one of `topologySpreadConstraints`.
///
/// @param topology the label that says which domain a node is in
/// @param maxSkew how many more pods than the emptiest domain a domain may have
/// @param hard whether a node that breaks it is out, rather than liked less
/// @param selector which pods count, of the pod's own namespace
/// @param minDomains with fewer domains the emptiest counts as empty; 0 for any number
record Spread(String topology, long maxSkew, boolean hard, Selector selector, long minDomains) {
    static List<Spread> read(JsonNode spec, Map<String, String> labels) {
        List<Spread> all = new ArrayList<>();
        for (JsonNode one : spec.path("topologySpreadConstraints")) {
            List<Selector.Requirement> requirements =
                    new ArrayList<>(Selector.of(one.path("labelSelector")).requirements());
            for (JsonNode key : one.path("matchLabelKeys")) {
                String value = labels.get(key.asString(""));
                if (value != null) {
                    requirements.add(new Selector.Requirement(key.asString(""), Selector.Operator.IN, Set.of(value)));
                }
            }
            all.add(new Spread(
                    Meta.text(one, "topologyKey"),
                    Meta.number(one, 1, "maxSkew"),
                    !Meta.text(one, "whenUnsatisfiable").equals("ScheduleAnyway"),
                    new Selector(requirements),
                    Meta.number(one, 0, "minDomains")));
        }
        return all;
    }
}
