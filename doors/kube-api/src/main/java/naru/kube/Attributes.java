package naru.kube;

/// What a request wants to do, as rules of roles speak of it. Immutable.
///
/// @param verb `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, another word of the
///     API such as `impersonate`, or (no resource) the method in small letters
/// @param group of the resource; empty for the core group
/// @param version of the resource
/// @param resource its plural, or empty for a path that is none
/// @param subresource such as `log`, or empty
/// @param namespace or empty for all or for kinds without
/// @param name of one object, or empty
/// @param path the path of a request that is not about a resource, such as `/healthz`; otherwise empty
public record Attributes(
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {
    /// Of a request that is not about a resource.
    public static Attributes ofPath(String verb, String path) {
        return new Attributes(verb, "", "", "", "", "", "", path);
    }

    /// Why it is refused, in Kubernetes' words, such as `pods is forbidden: User "x" cannot list resource "pods" in API
    /// group "" in the namespace "default"`.
    public String refusal(Caller caller) {
        if (resource.isEmpty()) {
            return "forbidden: User \"" + caller.name() + "\" cannot " + verb + " path \"" + path + "\"";
        }
        String qualified = group.isEmpty() ? resource : resource + "." + group;
        String which = name.isEmpty() ? "" : " \"" + name + "\"";
        String whole = subresource.isEmpty() ? resource : resource + "/" + subresource;
        String where = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
        return qualified + which + " is forbidden: User \"" + caller.name() + "\" cannot " + verb + " resource \""
                + whole + "\" in API group \"" + group + "\" " + where;
    }
}
