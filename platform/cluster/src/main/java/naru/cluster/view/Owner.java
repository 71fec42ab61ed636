package naru.cluster.view;

import tools.jackson.databind.JsonNode;

/// Whom an object names as its owner: one of `metadata.ownerReferences`.
///
/// @param controller whether this owner controls it; at most one does
/// @param blocks whether the owner, deleted in the foreground, waits for it
public record Owner(String apiVersion, String kind, String name, String uid, boolean controller, boolean blocks) {
    static Owner of(JsonNode reference) {
        return new Owner(
                Meta.text(reference, "apiVersion"),
                Meta.text(reference, "kind"),
                Meta.text(reference, "name"),
                Meta.text(reference, "uid"),
                Meta.flag(reference, "controller"),
                Meta.flag(reference, "blockOwnerDeletion"));
    }
}
