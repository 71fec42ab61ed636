package naru.cluster.schedule;

import java.util.ArrayList;
import java.util.List;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;

/// What keeps pods off a node that do not tolerate it.
///
/// @param effect `NoSchedule`, `NoExecute` or `PreferNoSchedule`
record Taint(String key, String value, String effect) {
    static List<Taint> read(JsonNode list) {
        List<Taint> taints = new ArrayList<>(list.size());
        list.forEach(
                one -> taints.add(new Taint(Meta.text(one, "key"), Meta.text(one, "value"), Meta.text(one, "effect"))));
        return taints;
    }

    /// Whether it forbids, rather than advises against.
    boolean forbids() {
        return !advises();
    }

    boolean advises() {
        return effect.equals("PreferNoSchedule");
    }

    /// As Kubernetes' messages name it.
    @Override
    public String toString() {
        return "{" + key + ": " + value + "}";
    }
}
