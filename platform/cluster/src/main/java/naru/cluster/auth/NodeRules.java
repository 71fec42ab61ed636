package naru.cluster.auth;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a node's agent may do (Kubernetes, "Using Node Authorization"): read what routes traffic,
/// write its own Node, Lease and pods' status, and read the secrets, configuration and accounts of the
/// pods that are bound to it.
final class NodeRules {
    private static final Set<String> READ = Set.of(
            "/nodes",
            "/pods",
            "/services",
            "/endpoints",
            "/namespaces",
            "discovery.k8s.io/endpointslices",
            "networking.k8s.io/networkpolicies");
    private static final Set<String> REVIEWS =
            Set.of("authentication.k8s.io/tokenreviews", "authorization.k8s.io/subjectaccessreviews");
    private static final Set<String> EVENT_VERBS = Set.of("create", "update", "patch");
    private static final String LEASES = "kube-node-lease";

    private final BoundPods pods;

    /// The pods that nodes have.
    interface BoundPods {
        /// One pod.
        Optional<ObjectNode> pod(String namespace, String name);

        /// A node's pods in a namespace.
        Collection<ObjectNode> of(String node, String namespace);
    }

    NodeRules(BoundPods pods) {
        this.pods = pods;
    }

    /// The node that calls, if one does.
    static Optional<String> node(Caller caller) {
        return caller.in(Caller.NODES) && caller.name().startsWith(Caller.NODE_PREFIX)
                ? Optional.of(caller.name().substring(Caller.NODE_PREFIX.length()))
                : Optional.empty();
    }

    boolean allows(String node, Attributes.OfResource of) {
        String kind = of.group() + "/" + of.resource();
        return switch (kind) {
            case "/nodes" -> of.reads() || ownNode(node, of);
            case "/pods" -> of.reads() && of.subresource().isEmpty() || ownPod(node, of);
            case "coordination.k8s.io/leases" -> ownLease(node, of);
            case "/events", "events.k8s.io/events" -> EVENT_VERBS.contains(of.verb());
            case "/secrets", "/configmaps" -> of.reads() && !of.name().isEmpty() && uses(node, of);
            case "/serviceaccounts" -> account(node, of);
            default -> of.reads() && READ.contains(kind) || of.verb().equals("create") && REVIEWS.contains(kind);
        };
    }

    private static boolean ownNode(String node, Attributes.OfResource of) {
        boolean part = of.subresource().isEmpty() || of.subresource().equals("status");
        return part
                && switch (of.verb()) {
                    case "create" -> true; // the name is in the document: see admit
                    case "update", "patch", "delete" -> of.name().equals(node);
                    default -> false;
                };
    }

    private static boolean ownLease(String node, Attributes.OfResource of) {
        return of.namespace().equals(LEASES)
                && (of.verb().equals("create")
                        || of.name().equals(node)
                                && Set.of("get", "update", "patch", "delete").contains(of.verb()));
    }

    private boolean ownPod(String node, Attributes.OfResource of) {
        boolean deletes = of.subresource().isEmpty() && of.verb().equals("delete");
        boolean tells =
                of.subresource().equals("status") && Set.of("update", "patch").contains(of.verb());
        boolean evicts = of.subresource().equals("eviction") && of.verb().equals("create");
        return (deletes || tells || evicts)
                && pods.pod(of.namespace(), of.name())
                        .filter(pod -> isOn(pod, node))
                        .isPresent();
    }

    private boolean account(String node, Attributes.OfResource of) {
        boolean reads = of.verb().equals("get") && of.subresource().isEmpty();
        boolean token = of.verb().equals("create") && of.subresource().equals("token");
        return (reads || token)
                && pods.of(node, of.namespace()).stream()
                        .anyMatch(pod -> accountOf(pod).equals(of.name()));
    }

    private boolean uses(String node, Attributes.OfResource of) {
        boolean root = of.resource().equals("configmaps") && of.name().equals("kube-root-ca.crt");
        return pods.of(node, of.namespace()).stream()
                .anyMatch(pod -> root || references(pod, of.resource()).contains(of.name()));
    }

    /// Looks at a document that a node writes.
    void admit(String node, Attributes.OfResource of, ObjectNode object) {
        String kind = of.group() + "/" + of.resource();
        String name = object.path("metadata").path("name").asString("");
        if (of.subresource().equals("token")) {
            admitToken(node, of, object.path("spec").path("boundObjectRef"));
        } else if ((kind.equals("/nodes") || kind.equals("coordination.k8s.io/leases")) && !name.equals(node)) {
            throw Fault.forbidden("%s \"%s\" is forbidden: node \"%s\" is not allowed to write it"
                    .formatted(of.resource(), name, node));
        }
    }

    private void admitToken(String node, Attributes.OfResource of, JsonNode bound) {
        String name = bound.path("name").asString("");
        boolean own = bound.path("kind").asString("").equals("Pod")
                && pods.pod(of.namespace(), name)
                        .filter(pod -> isOn(pod, node) && accountOf(pod).equals(of.name()))
                        .filter(pod -> uid(pod).equals(bound.path("uid").asString("")))
                        .isPresent();
        if (!own) {
            throw Fault.forbidden(
                    "serviceaccounts \"%s\" is forbidden: node \"%s\" may ask for tokens of its own pods only"
                            .formatted(of.name(), node));
        }
    }

    private static String uid(JsonNode pod) {
        return pod.path("metadata").path("uid").asString("");
    }

    private static boolean isOn(JsonNode pod, String node) {
        return pod.path("spec").path("nodeName").asString("").equals(node);
    }

    private static String accountOf(JsonNode pod) {
        return pod.path("spec").path("serviceAccountName").asString("default");
    }

    /// The secrets or config maps that a pod names.
    private static Set<String> references(JsonNode pod, String resource) {
        Set<String> found = new HashSet<>();
        JsonNode spec = pod.path("spec");
        boolean secrets = resource.equals("secrets");
        for (String list : Set.of("containers", "initContainers", "ephemeralContainers")) {
            for (JsonNode container : spec.path(list)) {
                container
                        .path("env")
                        .forEach(env -> name(
                                found,
                                env.path("valueFrom").path(secrets ? "secretKeyRef" : "configMapKeyRef"),
                                "name"));
                container
                        .path("envFrom")
                        .forEach(from -> name(found, from.path(secrets ? "secretRef" : "configMapRef"), "name"));
            }
        }
        for (JsonNode volume : spec.path("volumes")) {
            name(found, volume.path(secrets ? "secret" : "configMap"), secrets ? "secretName" : "name");
            volume.path("projected")
                    .path("sources")
                    .forEach(source -> name(found, source.path(secrets ? "secret" : "configMap"), "name"));
        }
        if (secrets) {
            spec.path("imagePullSecrets").forEach(one -> name(found, one, "name"));
        }
        return found;
    }

    private static void name(Set<String> found, JsonNode reference, String field) {
        String name = reference.path(field).asString("");
        if (!name.isEmpty()) {
            found.add(name);
        }
    }
}
