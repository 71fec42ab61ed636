package naru.cluster.state.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.cluster.object.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What volumes of a pod, and their mounts, must be.
final class VolumeRules {
    /// What the source of a volume cannot be without.
    private static final Map<String, String> NEEDED = Map.of(
            "configMap", "name", "secret", "secretName", "hostPath", "path", "persistentVolumeClaim", "claimName");

    private static final Set<String> PATHS =
            Set.of("", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice");

    private VolumeRules() {}

    /// Looks at the volumes; answers their names.
    static Set<String> volumes(JsonNode spec, String path, Violations violations) {
        Set<String> names = new HashSet<>();
        int i = 0;
        for (ObjectNode volume : Tree.objects(spec, "volumes")) {
            String field = path + "[" + i++ + "]";
            String name = Tree.text(volume, "name");
            if (name.isEmpty()) {
                violations.required(field + ".name", "");
            } else {
                NameGrammar.LABEL.check(name, field + ".name", violations);
                if (!names.add(name)) {
                    violations.duplicate(field + ".name", name);
                }
            }
            source(volume, field, violations);
        }
        return names;
    }

    private static void source(ObjectNode volume, String field, Violations violations) {
        int sources = volume.size() - (volume.has("name") ? 1 : 0);
        if (sources == 0) {
            violations.required(field, "must specify a volume type");
        } else if (sources > 1) {
            violations.forbidden(field, "may not specify more than 1 volume type");
        }
        NEEDED.forEach((kind, needed) -> {
            if (volume.has(kind) && Tree.text(volume, kind, needed).isEmpty()) {
                violations.required(field + "." + kind + "." + needed, "");
            }
        });
        if (volume.has("hostPath")) {
            violations.oneOf(field + ".hostPath.type", Tree.text(volume, "hostPath", "type"), PATHS);
            if (climbs(Tree.text(volume, "hostPath", "path"))) {
                violations.invalid(
                        field + ".hostPath.path", Tree.text(volume, "hostPath", "path"), "must not contain '..'");
            }
        }
    }

    /// Looks at a container's mounts.
    static void mounts(ObjectNode container, String path, Set<String> volumes, Violations violations) {
        Set<String> places = new HashSet<>();
        int i = 0;
        for (ObjectNode mount : Tree.objects(container, "volumeMounts")) {
            String field = path + "[" + i++ + "]";
            String name = Tree.text(mount, "name");
            if (name.isEmpty()) {
                violations.required(field + ".name", "");
            } else if (!volumes.contains(name)) {
                violations.notFound(field + ".name", name);
            }
            String place = Tree.text(mount, "mountPath");
            if (place.isEmpty()) {
                violations.required(field + ".mountPath", "");
            } else if (!places.add(place)) {
                violations.invalid(field + ".mountPath", place, "must be unique");
            }
            String within = Tree.text(mount, "subPath");
            if (within.startsWith("/")) {
                violations.invalid(field + ".subPath", within, "must be a relative path");
            } else if (climbs(within)) {
                violations.invalid(field + ".subPath", within, "must not contain '..'");
            }
        }
    }

    private static boolean climbs(String path) {
        return List.of(path.split("/")).contains("..");
    }
}
