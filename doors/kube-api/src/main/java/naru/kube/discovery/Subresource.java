package naru.kube.discovery;

import java.util.List;
import naru.cluster.object.Resource;

/// A part of an object that has its own path, as discovery describes it.
///
/// @param name such as `status`
/// @param group of the kind that is sent or answered
/// @param version of that kind
/// @param kind such as `Scale`
/// @param verbs what may be done with it, sorted
record Subresource(String name, String group, String version, String kind, List<String> verbs) {
    private static final List<String> CREATE = List.of("create");
    private static final List<String> CHANGE = List.of("get", "patch", "update");
    private static final List<String> CONNECT = List.of("create", "get");

    /// All of a resource, by name.
    static List<Subresource> of(Resource resource) {
        return resource.subresources().stream()
                .sorted()
                .map(name -> of(resource, name))
                .toList();
    }

    private static Subresource of(Resource resource, String name) {
        return switch (name) {
            case "scale" -> new Subresource(name, "autoscaling", "v1", "Scale", CHANGE);
            case "eviction" -> new Subresource(name, "policy", "v1", "Eviction", CREATE);
            case "token" -> new Subresource(name, "authentication.k8s.io", "v1", "TokenRequest", CREATE);
            case "binding" -> own(resource, name, "Binding", CREATE);
            case "exec" -> own(resource, name, "PodExecOptions", CONNECT);
            case "attach" -> own(resource, name, "PodAttachOptions", CONNECT);
            case "portforward" -> own(resource, name, "PodPortForwardOptions", CONNECT);
            case "log" -> own(resource, name, resource.kind(), List.of("get"));
            case "finalize" -> own(resource, name, resource.kind(), List.of("update"));
            default -> own(resource, name, resource.kind(), CHANGE);
        };
    }

    private static Subresource own(Resource resource, String name, String kind, List<String> verbs) {
        return new Subresource(name, resource.group(), resource.version(), kind, verbs);
    }
}
