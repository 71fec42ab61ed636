package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;

/// Which taints do not keep a pod off.
///
/// @param key empty for all, with `exists`
/// @param exists whether any value is tolerated
/// @param effect empty for all
record Toleration(String key, boolean exists, String value, String effect) {
    static List<Toleration> read(JsonNode list) {
        List<Toleration> tolerations = new ArrayList<>(list.size());
        list.forEach(one -> tolerations.add(new Toleration(
                Meta.text(one, "key"),
                Meta.text(one, "operator").equals("Exists"),
                Meta.text(one, "value"),
                Meta.text(one, "effect"))));
        return tolerations;
    }

    boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.equals(taint.effect()))
                && (key.isEmpty() ? exists : key.equals(taint.key()))
                && (exists || value.equals(taint.value()));
    }
}
