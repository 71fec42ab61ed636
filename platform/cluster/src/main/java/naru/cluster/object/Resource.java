package naru.cluster.object;

import java.util.List;
import java.util.Set;

/// One kind of object as the API offers it: a line of the table [Resources].
///
/// @param group empty for the core group
/// @param version such as `v1`
/// @param plural as in paths, such as `pods`
/// @param singular such as `pod`
/// @param kind such as `Pod`
/// @param namespaced whether its objects live in namespaces
/// @param shortNames such as `po`
/// @param categories such as `all`
/// @param subresources such as `status`, `scale`
public record Resource(
        String group,
        String version,
        String plural,
        String singular,
        String kind,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        Set<String> subresources) {
    /// Copies the collections.
    public Resource {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        subresources = Set.copyOf(subresources);
    }

    /// `v1` or `apps/v1`.
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /// `pods` or `deployments.apps`, as messages name it.
    public String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /// The path of one object or (name empty) of all in a namespace or (namespace empty too) of all.
    public String path(String namespace, String name) {
        String base = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        String within = namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "";
        return base + within + "/" + plural + (name.isEmpty() ? "" : "/" + name);
    }
}
