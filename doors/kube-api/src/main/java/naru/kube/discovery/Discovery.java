package naru.kube.discovery;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The documents of discovery for everything that is offered.
public final class Discovery {
    private Discovery() {}

    /// `/api` without aggregation.
    public static ObjectNode versions() {
        return Plain.versions();
    }

    /// `/apis` without aggregation.
    public static ObjectNode groups() {
        return Plain.groups(Offer.all());
    }

    /// `/apis/GROUP`, if there is such a group.
    public static Optional<ObjectNode> group(String group) {
        List<String> versions = Plain.versionsByGroup(Offer.all()).getOrDefault(group, List.of());
        return versions.isEmpty() || group.isEmpty() ? Optional.empty() : Optional.of(Plain.group(group, versions));
    }

    /// `/api/v1` or `/apis/GROUP/VERSION`, if there is such a version.
    public static Optional<ObjectNode> resources(String group, String version) {
        List<Offer> offers = Offer.all().stream()
                .filter(offer -> offer.resource().group().equals(group)
                        && offer.resource().version().equals(version))
                .toList();
        return offers.isEmpty() ? Optional.empty() : Optional.of(Plain.resources(offers));
    }

    /// `/api` or `/apis`, aggregated.
    ///
    /// @param core `/api`
    /// @param version of the document: `v2` or `v2beta1`
    public static ObjectNode aggregated(boolean core, String version) {
        return Aggregated.of(Offer.all(), core, version);
    }
}
