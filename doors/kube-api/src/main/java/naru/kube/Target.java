package naru.kube;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.cluster.auth.Attributes;
import naru.cluster.object.Resource;
import naru.kube.discovery.Offer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What the path of a request names: a resource, and which of its objects.
///
/// @param offer what is served there, or null for a path that is no resource
/// @param namespace or empty
/// @param name of one object, or empty for all
/// @param subresource or empty
public record Target(@Nullable Offer offer, String namespace, String name, String subresource) {
    /// A path that is no resource.
    static final Target NONE = new Target(null, "", "", "");

    private static final Set<String> OF_NAMESPACES = Set.of("status", "finalize");

    /// Reads a decoded path; empty if nothing that is served has it.
    static Optional<Target> of(String path) {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        if (parts.size() >= 3 && parts.getFirst().equals("api")) {
            return within("", parts.get(1), parts.subList(2, parts.size()));
        }
        return parts.size() >= 4 && parts.getFirst().equals("apis")
                ? within(parts.get(1), parts.get(2), parts.subList(3, parts.size()))
                : Optional.empty();
    }

    private static Optional<Target> within(String group, String version, List<String> rest) {
        boolean spaced =
                rest.size() >= 3 && rest.getFirst().equals("namespaces") && !OF_NAMESPACES.contains(rest.get(2));
        List<String> parts = spaced ? rest.subList(2, rest.size()) : rest;
        if (parts.size() > 3 || parts.contains("")) {
            return Optional.empty();
        }
        String name = parts.size() > 1 ? parts.get(1) : "";
        String subresource = parts.size() > 2 ? parts.get(2) : "";
        return Offer.at(group, version, parts.getFirst())
                .filter(offer -> fits(offer.resource(), spaced, name))
                .filter(offer ->
                        subresource.isEmpty() || offer.resource().subresources().contains(subresource))
                .map(offer -> new Target(offer, spaced ? rest.get(1) : "", name, subresource));
    }

    private static boolean fits(Resource resource, boolean spaced, String name) {
        return spaced ? resource.namespaced() : !resource.namespaced() || name.isEmpty();
    }

    /// The kind. Only for a target that has one.
    Resource resource() {
        return java.util.Objects.requireNonNull(offer).resource();
    }

    /// The same kind, another object.
    Target named(String other) {
        return new Target(offer, namespace, other, subresource);
    }

    /// What a caller wants with it, in the words of roles. A namespace's own requests are inside it.
    Attributes.OfResource attributes(String verb) {
        Resource resource = resource();
        String inside =
                resource.plural().equals("namespaces") && resource.group().isEmpty() ? name : namespace;
        return new Attributes.OfResource(
                verb, resource.group(), resource.version(), resource.plural(), subresource, inside, name);
    }

    /// Puts `name`, `group` and `kind` as the details of a status have them.
    void describe(ObjectNode details, boolean byKind) {
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (offer != null) {
            if (!offer.resource().group().isEmpty()) {
                details.put("group", offer.resource().group());
            }
            details.put(
                    "kind", byKind ? offer.resource().kind() : offer.resource().plural());
        }
    }
}
