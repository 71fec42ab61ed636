package naru.node.pod;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.container.MountSpec;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Expansion;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;
import naru.node.pod.volume.PodVolumes;
import tools.jackson.databind.JsonNode;

/// What a container sees of its pod's volumes.
///
/// @param volumes of the node
/// @param folders of the pod's volumes by name
record Mounting(PodVolumes volumes, Map<String, Path> folders) {
    /// The mounts of a run.
    ///
    /// @param environment for `subPathExpr`
    List<MountSpec> of(Pod pod, PodContainer container, int run, Map<String, String> environment) {
        List<MountSpec> mounts = new ArrayList<>();
        int slot = 0;
        for (JsonNode wish : Doc.each(container.spec(), "volumeMounts")) {
            mounts.add(one(pod, wish, container.name() + "-" + slot++, environment));
        }
        String words = volumes.message(pod, container.name(), run).toString();
        mounts.add(new MountSpec.Bind(words, container.terminationMessagePath(), false, "", false, false));
        return mounts;
    }

    private MountSpec one(Pod pod, JsonNode wish, String slot, Map<String, String> environment) {
        String name = Doc.text(wish, "name");
        Path folder = folders.get(name);
        if (folder == null) {
            throw Fault.invalid("the pod has no volume \"" + name + "\"");
        }
        String expression = Doc.text(wish, "subPathExpr");
        String part = expression.isEmpty() ? Doc.text(wish, "subPath") : Expansion.of(expression, environment);
        Path source = part.isEmpty() ? folder : volumes.part(pod, folder, part, slot);
        boolean readOnly = Doc.flag(wish, "readOnly") || isGiven(pod, name);
        return new MountSpec.Bind(
                source.toString(), Doc.text(wish, "mountPath"), readOnly, propagation(wish), true, false);
    }

    /// Whether a volume's files come from the cluster: then nobody in the pod changes them.
    private static boolean isGiven(Pod pod, String name) {
        return Doc.each(pod.spec(), "volumes").stream()
                .filter(volume -> Doc.text(volume, "name").equals(name))
                .anyMatch(volume -> !Doc.has(volume, "emptyDir") && !Doc.has(volume, "hostPath"));
    }

    private static String propagation(JsonNode wish) {
        return switch (Doc.text(wish, "mountPropagation")) {
            case "HostToContainer" -> "rslave";
            case "Bidirectional" -> "rshared";
            default -> "rprivate";
        };
    }
}
