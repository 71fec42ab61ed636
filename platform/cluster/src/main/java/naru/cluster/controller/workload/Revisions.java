package naru.cluster.controller.workload;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.cluster.object.Resources;
import naru.cluster.view.Meta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A deployment's replica sets as its revisions. Pure.
final class Revisions {
    static final String HASH = "pod-template-hash";
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MOST = "deployment.kubernetes.io/max-replicas";
    private static final String HISTORY = "deployment.kubernetes.io/revision-history";
    private static final Set<String> OWN = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MOST,
            "deprecated.deployment.rollback.to");
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LONGEST_NAME = 242;

    private Revisions() {}

    /// The revision of a replica set or deployment; 0 if it has none.
    static long number(ObjectNode object) {
        try {
            return Long.parseLong(Meta.annotation(object, REVISION));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// The set whose template is the deployment's; of several, the oldest.
    static Optional<ObjectNode> current(ObjectNode deployment, List<ObjectNode> sets) {
        JsonNode wanted = plain(deployment);
        return sets.stream()
                .filter(set -> plain(set).equals(wanted))
                .min(Comparator.comparing(Meta::created).thenComparing(Meta::name));
    }

    /// A set for the deployment's template, with no pods yet.
    static ObjectNode make(ObjectNode deployment, int replicas, long revision, int most) {
        String hash = hash(deployment);
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
        ObjectNode metadata = set.putObject("metadata");
        String name = Meta.name(deployment);
        metadata.put("name", name.substring(0, Math.min(name.length(), LONGEST_NAME)) + "-" + hash);
        metadata.put("namespace", Meta.namespace(deployment));
        ObjectNode template =
                (ObjectNode) deployment.path("spec").path("template").deepCopy();
        Meta.child(Meta.child(template, "metadata"), "labels").put(HASH, hash);
        metadata.set("labels", template.path("metadata").path("labels").deepCopy());
        Meta.own(set, Resources.DEPLOYMENTS.apiVersion(), Resources.DEPLOYMENTS.kind(), deployment);
        ObjectNode spec = set.putObject("spec");
        spec.put("replicas", replicas);
        Meta.count(spec, "minReadySeconds", Meta.number(deployment, 0, "spec", "minReadySeconds"));
        ObjectNode selector =
                (ObjectNode) deployment.path("spec").path("selector").deepCopy();
        Meta.child(selector, "matchLabels").put(HASH, hash);
        spec.set("selector", selector);
        spec.set("template", template);
        annotate(deployment, set, revision);
        sized(set, deployment, most);
        return set;
    }

    /// Gives a set the deployment's annotations and a revision; the one it had before becomes history.
    static void annotate(ObjectNode deployment, ObjectNode set, long revision) {
        ObjectNode annotations = Meta.child(Meta.child(set, "metadata"), "annotations");
        for (Map.Entry<String, JsonNode> one :
                deployment.path("metadata").path("annotations").properties()) {
            if (!OWN.contains(one.getKey())) {
                annotations.set(one.getKey(), one.getValue());
            }
        }
        long before = number(set);
        if (before < revision) {
            if (before > 0) {
                String history = Meta.annotation(set, HISTORY);
                annotations.put(HISTORY, history.isEmpty() ? "" + before : history + "," + before);
            }
            annotations.put(REVISION, Long.toString(revision));
        }
    }

    /// Notes on a set what the deployment wants, so that a change of it is noticed.
    static void sized(ObjectNode set, ObjectNode deployment, int most) {
        ObjectNode annotations = Meta.child(Meta.child(set, "metadata"), "annotations");
        annotations.put(DESIRED, Long.toString(Meta.number(deployment, 1, "spec", "replicas")));
        annotations.put(MOST, Integer.toString(most));
    }

    /// A short text that says which template it is, the same for the same template and count of collisions.
    static String hash(ObjectNode deployment) {
        String text = plain(deployment) + "#" + Meta.number(deployment, 0, "status", "collisionCount");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int hash = 0x811c9dc5;
        for (byte one : bytes) {
            hash = (hash ^ (one & 0xff)) * 0x01000193;
        }
        StringBuilder letters = new StringBuilder();
        for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
            letters.append(LETTERS.charAt((digit - '0') * 2 % LETTERS.length()));
        }
        return letters.toString();
    }

    private static JsonNode plain(ObjectNode object) {
        ObjectNode template = object.path("spec").path("template") instanceof ObjectNode found
                ? found.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (Meta.labels(template) instanceof ObjectNode labels) {
            labels.remove(HASH);
        }
        if (template.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("creationTimestamp");
        }
        return template;
    }
}
