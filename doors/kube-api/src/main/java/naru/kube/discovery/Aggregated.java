package naru.kube.discovery;

import java.util.List;
import naru.base.Json;
import naru.cluster.object.Resource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Discovery in one document, `APIGroupDiscoveryList` (Kubernetes API concepts, "Aggregated discovery").
final class Aggregated {
    private Aggregated() {}

    /// All groups, or only the core group.
    ///
    /// @param version of the document: `v2` or `v2beta1`
    static ObjectNode of(List<Offer> offers, boolean core, String version) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        root.putObject("metadata");
        ArrayNode items = root.putArray("items");
        Plain.versionsByGroup(offers).forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                group(items.addObject(), group, versions, offers);
            }
        });
        return root;
    }

    private static void group(ObjectNode item, String group, List<String> versions, List<Offer> offers) {
        ObjectNode metadata = item.putObject("metadata");
        if (!group.isEmpty()) {
            metadata.put("name", group);
        }
        metadata.putNull("creationTimestamp");
        ArrayNode all = item.putArray("versions");
        for (String version : versions) {
            ObjectNode node = all.addObject().put("version", version);
            ArrayNode resources = node.putArray("resources");
            offers.stream()
                    .filter(offer -> offer.resource().group().equals(group)
                            && offer.resource().version().equals(version))
                    .forEach(offer -> resource(resources.addObject(), offer));
            node.put("freshness", "Current");
        }
    }

    private static void resource(ObjectNode node, Offer offer) {
        Resource resource = offer.resource();
        node.put("resource", resource.plural());
        kind(node, resource.group(), resource.version(), resource.kind());
        node.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
        node.put("singularResource", resource.singular());
        Plain.texts(node, "verbs", offer.verbs());
        Plain.texts(node, "shortNames", resource.shortNames());
        Plain.texts(node, "categories", resource.categories());
        List<Subresource> parts = Subresource.of(resource);
        if (!parts.isEmpty()) {
            ArrayNode all = node.putArray("subresources");
            for (Subresource part : parts) {
                ObjectNode one = all.addObject().put("subresource", part.name());
                kind(one, part.group(), part.version(), part.kind());
                Plain.texts(one, "verbs", part.verbs());
            }
        }
    }

    private static void kind(ObjectNode node, String group, String version, String kind) {
        node.putObject("responseKind")
                .put("group", group)
                .put("version", version)
                .put("kind", kind);
    }
}
