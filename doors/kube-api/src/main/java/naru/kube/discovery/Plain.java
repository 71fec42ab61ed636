package naru.kube.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Json;
import naru.cluster.object.Resource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Discovery one document at a time, as clients without the aggregated form read it.
final class Plain {
    private Plain() {}

    /// `APIVersions`: the versions of the core group.
    static ObjectNode versions() {
        ObjectNode root = document("APIVersions", "v1");
        root.putArray("versions").add("v1");
        ObjectNode any = root.putArray("serverAddressByClientCIDRs").addObject();
        any.put("clientCIDR", "0.0.0.0/0").put("serverAddress", "");
        return root;
    }

    /// `APIGroupList`: all groups but the core group.
    static ObjectNode groups(List<Offer> offers) {
        ObjectNode root = document("APIGroupList", "v1");
        ArrayNode groups = root.putArray("groups");
        versionsByGroup(offers).forEach((group, versions) -> {
            if (!group.isEmpty()) {
                groups.add(group(group, versions));
            }
        });
        return root;
    }

    /// `APIGroup`: one of them.
    static ObjectNode group(String group, List<String> versions) {
        ObjectNode root = document("APIGroup", "v1").put("name", group);
        ArrayNode all = root.putArray("versions");
        versions.forEach(version -> version(all.addObject(), group, version));
        version(root.putObject("preferredVersion"), group, versions.getFirst());
        return root;
    }

    private static void version(ObjectNode node, String group, String version) {
        node.put("groupVersion", group + "/" + version).put("version", version);
    }

    /// `APIResourceList`: the resources of one group and version, each followed by its subresources.
    static ObjectNode resources(List<Offer> offers) {
        ObjectNode root = document("APIResourceList", "v1");
        root.put("groupVersion", offers.getFirst().resource().apiVersion());
        ArrayNode all = root.putArray("resources");
        for (Offer offer : offers) {
            resource(all.addObject(), offer);
            for (Subresource part : Subresource.of(offer.resource())) {
                subresource(all.addObject(), offer.resource(), part);
            }
        }
        return root;
    }

    private static void resource(ObjectNode node, Offer offer) {
        Resource resource = offer.resource();
        node.put("name", resource.plural())
                .put("singularName", resource.singular())
                .put("namespaced", resource.namespaced())
                .put("kind", resource.kind());
        texts(node, "verbs", offer.verbs());
        texts(node, "shortNames", resource.shortNames());
        texts(node, "categories", resource.categories());
    }

    private static void subresource(ObjectNode node, Resource resource, Subresource part) {
        node.put("name", resource.plural() + "/" + part.name())
                .put("singularName", "")
                .put("namespaced", resource.namespaced());
        if (!part.group().equals(resource.group())) {
            node.put("group", part.group()).put("version", part.version());
        }
        node.put("kind", part.kind());
        texts(node, "verbs", part.verbs());
    }

    /// An array of texts, left out when there are none.
    static void texts(ObjectNode node, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = node.putArray(name);
            texts.forEach(array::add);
        }
    }

    /// The versions of every group in the table's order.
    static Map<String, List<String>> versionsByGroup(List<Offer> offers) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Offer offer : offers) {
            List<String> versions = groups.computeIfAbsent(offer.resource().group(), _ -> new java.util.ArrayList<>());
            if (!versions.contains(offer.resource().version())) {
                versions.add(offer.resource().version());
            }
        }
        return groups;
    }

    private static ObjectNode document(String kind, String apiVersion) {
        return Json.mapper().createObjectNode().put("kind", kind).put("apiVersion", apiVersion);
    }
}
