package naru.cluster.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The one table of the kinds that the cluster knows. Whoever adds a kind adds a line here; discovery, storage, tables
/// and OpenAPI follow.
public final class Resources {
    private static final Map<String, Resource> BY_PATH = new LinkedHashMap<>();
    private static final Map<String, Resource> BY_KIND = new LinkedHashMap<>();

    /// `namespaces`.
    public static final Resource NAMESPACES =
            cluster("", "v1", "namespaces", "namespace", "Namespace", List.of("ns"), List.of(), "status", "finalize");

    /// `nodes`.
    public static final Resource NODES = cluster("", "v1", "nodes", "node", "Node", List.of("no"), List.of(), "status");

    /// `pods`.
    public static final Resource PODS = spaced(
            "",
            "v1",
            "pods",
            "pod",
            "Pod",
            List.of("po"),
            List.of("all"),
            "status",
            "log",
            "exec",
            "attach",
            "portforward",
            "binding",
            "eviction",
            "ephemeralcontainers");

    /// `services`.
    public static final Resource SERVICES =
            spaced("", "v1", "services", "service", "Service", List.of("svc"), List.of("all"), "status");

    /// `endpoints`.
    public static final Resource ENDPOINTS =
            spaced("", "v1", "endpoints", "endpoints", "Endpoints", List.of("ep"), List.of());

    /// `configmaps`.
    public static final Resource CONFIG_MAPS =
            spaced("", "v1", "configmaps", "configmap", "ConfigMap", List.of("cm"), List.of());

    /// `secrets`.
    public static final Resource SECRETS = spaced("", "v1", "secrets", "secret", "Secret", List.of(), List.of());

    /// `serviceaccounts`.
    public static final Resource SERVICE_ACCOUNTS =
            spaced("", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount", List.of("sa"), List.of(), "token");

    /// `events` of the core group.
    public static final Resource EVENTS = spaced("", "v1", "events", "event", "Event", List.of("ev"), List.of());

    /// `replicasets.apps`.
    public static final Resource REPLICA_SETS = spaced(
            "apps", "v1", "replicasets", "replicaset", "ReplicaSet", List.of("rs"), List.of("all"), "status", "scale");

    /// `deployments.apps`.
    public static final Resource DEPLOYMENTS = spaced(
            "apps",
            "v1",
            "deployments",
            "deployment",
            "Deployment",
            List.of("deploy"),
            List.of("all"),
            "status",
            "scale");

    /// `jobs.batch`.
    public static final Resource JOBS =
            spaced("batch", "v1", "jobs", "job", "Job", List.of(), List.of("all"), "status");

    /// `endpointslices.discovery.k8s.io`.
    public static final Resource ENDPOINT_SLICES =
            spaced("discovery.k8s.io", "v1", "endpointslices", "endpointslice", "EndpointSlice", List.of(), List.of());

    /// `leases.coordination.k8s.io`.
    public static final Resource LEASES =
            spaced("coordination.k8s.io", "v1", "leases", "lease", "Lease", List.of(), List.of());

    /// `roles.rbac.authorization.k8s.io`.
    public static final Resource ROLES =
            spaced("rbac.authorization.k8s.io", "v1", "roles", "role", "Role", List.of(), List.of());

    /// `rolebindings.rbac.authorization.k8s.io`.
    public static final Resource ROLE_BINDINGS = spaced(
            "rbac.authorization.k8s.io", "v1", "rolebindings", "rolebinding", "RoleBinding", List.of(), List.of());

    /// `clusterroles.rbac.authorization.k8s.io`.
    public static final Resource CLUSTER_ROLES = cluster(
            "rbac.authorization.k8s.io", "v1", "clusterroles", "clusterrole", "ClusterRole", List.of(), List.of());

    /// `clusterrolebindings.rbac.authorization.k8s.io`.
    public static final Resource CLUSTER_ROLE_BINDINGS = cluster(
            "rbac.authorization.k8s.io",
            "v1",
            "clusterrolebindings",
            "clusterrolebinding",
            "ClusterRoleBinding",
            List.of(),
            List.of());

    private Resources() {}

    /// All, in the table's order.
    public static List<Resource> all() {
        return new ArrayList<>(BY_PATH.values());
    }

    /// The kind served below `/apis/GROUP/VERSION/PLURAL` (`/api/v1/PLURAL` for the core group).
    public static Optional<Resource> at(String group, String version, String plural) {
        return Optional.ofNullable(BY_PATH.get(group + "/" + version + "/" + plural));
    }

    /// The kind that a document says it is of: `apiVersion` and `kind`.
    public static Optional<Resource> of(String apiVersion, String kind) {
        return Optional.ofNullable(BY_KIND.get(apiVersion + "/" + kind));
    }

    /// All kinds of one group and version.
    public static Collection<Resource> in(String group, String version) {
        return BY_PATH.values().stream()
                .filter(one -> one.group().equals(group) && one.version().equals(version))
                .toList();
    }

    private static Resource spaced(
            String group,
            String version,
            String plural,
            String singular,
            String kind,
            List<String> shortNames,
            List<String> categories,
            String... subresources) {
        return add(new Resource(
                group, version, plural, singular, kind, true, shortNames, categories, Set.of(subresources)));
    }

    private static Resource cluster(
            String group,
            String version,
            String plural,
            String singular,
            String kind,
            List<String> shortNames,
            List<String> categories,
            String... subresources) {
        return add(new Resource(
                group, version, plural, singular, kind, false, shortNames, categories, Set.of(subresources)));
    }

    private static Resource add(Resource resource) {
        BY_PATH.put(resource.group() + "/" + resource.version() + "/" + resource.plural(), resource);
        BY_KIND.put(resource.apiVersion() + "/" + resource.kind(), resource);
        return resource;
    }
}
