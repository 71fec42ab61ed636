package naru.cluster.controller.workload;

import naru.cluster.object.Resource;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes pods from their owner's template.
final class PodTemplate {
    /// Names end in five letters that the server adds.
    private static final int LONGEST_PREFIX = 58;

    private PodTemplate() {}

    static ObjectNode pod(Resource kind, ObjectNode owner) {
        JsonNode template = owner.path("spec").path("template");
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        String prefix = Meta.name(owner) + "-";
        metadata.put("generateName", prefix.length() > LONGEST_PREFIX ? prefix.substring(0, LONGEST_PREFIX) : prefix);
        metadata.put("namespace", Meta.namespace(owner));
        for (String field : new String[] {"labels", "annotations", "finalizers"}) {
            JsonNode value = template.path("metadata").path(field);
            if (!value.isEmpty()) {
                metadata.set(field, value.deepCopy());
            }
        }
        Meta.own(pod, kind.apiVersion(), kind.kind(), owner);
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }
}
