package naru.cluster.controller;

import naru.cluster.controller.loop.Means;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.schedule.Binder;
import naru.cluster.view.Meta;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Binds pods through the API: subresource `binding`, for this very pod.
final class ApiBinder implements Binder {
    private final Means means;

    ApiBinder(Means means) {
        this.means = means;
    }

    @Override
    public ObjectNode bind(ObjectNode pod, String node) {
        ObjectNode binding = JsonNodeFactory.instance.objectNode();
        binding.put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata")
                .put("name", Meta.name(pod))
                .put("namespace", Meta.namespace(pod))
                .put("uid", Meta.uid(pod));
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
        ObjectNode bound = means.objects()
                .update(
                        Resources.PODS,
                        Meta.namespace(pod),
                        Meta.name(pod),
                        "binding",
                        binding,
                        WriteOptions.by("naru-scheduler"));
        means.of(Resources.PODS).learn(bound);
        return bound;
    }
}
