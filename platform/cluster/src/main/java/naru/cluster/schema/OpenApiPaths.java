package naru.cluster.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import naru.cluster.object.Resource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The paths of a kind, with the operations on them and their parameters.
final class OpenApiPaths {
    private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
    private static final List<String> LIST =
            List.of("continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch");
    private static final List<String> DELETE = List.of("dryRun", "propagationPolicy");
    private static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
    private static final String OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";

    /// A kind of document that only a subresource has.
    record OtherKind(String group, String version, String kind, String type) {}

    /// Subresources with documents of another kind.
    private static final Map<String, OtherKind> OTHER_KINDS = new TreeMap<>(Map.of(
            "scale", new OtherKind("autoscaling", "v1", "Scale", "io.k8s.api.autoscaling.v1.Scale"),
            "eviction", new OtherKind("policy", "v1", "Eviction", "io.k8s.api.policy.v1.Eviction"),
            "binding", new OtherKind("", "v1", "Binding", "io.k8s.api.core.v1.Binding"),
            "token",
                    new OtherKind(
                            "authentication.k8s.io",
                            "v1",
                            "TokenRequest",
                            "io.k8s.api.authentication.v1.TokenRequest")));

    private final Resource resource;
    private final OpenApiVersion format;
    private final String type;

    OpenApiPaths(Resource resource, OpenApiVersion format) {
        this.resource = resource;
        this.format = format;
        this.type = Types.packageOf(resource.group(), resource.version()) + "." + resource.kind();
    }

    /// Tells each path, with what is there.
    void forEach(BiConsumer<String, ObjectNode> out) {
        String base = OpenApi.base(resource);
        String within = resource.namespaced() ? base + "/namespaces/{namespace}" : base;
        String all = within + "/" + resource.plural();
        tell(out, all, collection());
        tell(out, all + "/{name}", item());
        if (resource.namespaced()) {
            ObjectNode everywhere = JsonNodeFactory.instance.objectNode();
            list(everywhere);
            out.accept(base + "/" + resource.plural(), everywhere);
        }
        for (String name : new TreeSet<>(resource.subresources())) {
            ObjectNode operations = subresource(name);
            if (!operations.isEmpty()) {
                tell(out, all + "/{name}/" + name, operations);
            }
        }
    }

    private void tell(BiConsumer<String, ObjectNode> out, String path, ObjectNode operations) {
        ArrayNode parameters = operations.withArray("parameters");
        for (String name : new String[] {"name", "namespace"}) {
            if (path.contains("{" + name + "}")) {
                parameters.add(format.parameter(name, "path", "string"));
            }
        }
        out.accept(path, operations);
    }

    private ObjectNode collection() {
        ObjectNode operations = JsonNodeFactory.instance.objectNode();
        list(operations);
        ObjectNode post = operation(operations, "post", "post", type);
        query(post, WRITE, "string");
        format.body(post, type);
        ObjectNode delete = operation(operations, "delete", "deletecollection", STATUS);
        query(delete, LIST, "string");
        query(delete, DELETE, "string");
        return operations;
    }

    private void list(ObjectNode operations) {
        ObjectNode list = operation(operations, "get", "list", type + "List");
        query(list, LIST, "string");
        query(list, List.of("limit", "timeoutSeconds"), "integer");
        query(list, List.of("allowWatchBookmarks", "sendInitialEvents", "watch"), "boolean");
    }

    private ObjectNode item() {
        ObjectNode operations = JsonNodeFactory.instance.objectNode();
        document(operations, type);
        ObjectNode delete = operation(operations, "delete", "delete", STATUS);
        query(delete, DELETE, "string");
        query(delete, List.of("gracePeriodSeconds"), "integer");
        format.body(delete, OPTIONS);
        return operations;
    }

    /// Reading, replacing and patching a document.
    private void document(ObjectNode operations, String of) {
        operation(operations, "get", "get", of);
        ObjectNode put = operation(operations, "put", "put", of);
        query(put, WRITE, "string");
        format.body(put, of);
        ObjectNode patch = operation(operations, "patch", "patch", of);
        query(patch, WRITE, "string");
        query(patch, List.of("force"), "boolean");
        format.patchBody(patch);
    }

    private ObjectNode subresource(String name) {
        ObjectNode operations = JsonNodeFactory.instance.objectNode();
        OtherKind other = OTHER_KINDS.get(name);
        if (other == null) {
            if (name.equals("status") || name.equals("ephemeralcontainers")) {
                document(operations, type);
            }
            return operations;
        }
        if (name.equals("scale")) {
            document(operations, other.type());
        } else {
            ObjectNode post = operation(operations, "post", "post", other.type());
            query(post, WRITE, "string");
            format.body(post, other.type());
        }
        operations.forEach(operation -> ((ObjectNode) operation)
                .set("x-kubernetes-group-version-kind", kind(other.group(), other.version(), other.kind())));
        return operations;
    }

    private ObjectNode operation(ObjectNode operations, String method, String action, String answer) {
        ObjectNode operation = operations.putObject(method);
        operation.put("description", action + " " + resource.kind());
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", kind(resource.group(), resource.version(), resource.kind()));
        operation.putArray("parameters");
        format.answer(operation, answer);
        return operation;
    }

    private static ObjectNode kind(String group, String version, String kind) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("group", group)
                .put("kind", kind)
                .put("version", version);
    }

    private void query(ObjectNode operation, List<String> names, String type) {
        names.forEach(name -> operation.withArray("parameters").add(format.parameter(name, "query", type)));
    }

    /// The types that paths mention for a kind.
    static List<String> mentioned(Resource resource) {
        String type = Types.packageOf(resource.group(), resource.version()) + "." + resource.kind();
        List<String> mentioned = new ArrayList<>(List.of(type, type + "List", STATUS, OPTIONS));
        OTHER_KINDS.forEach((name, other) -> {
            if (resource.subresources().contains(name)) {
                mentioned.add(other.type());
            }
        });
        return mentioned;
    }

    /// The kinds that only subresources have.
    static Collection<OtherKind> otherKinds() {
        return OTHER_KINDS.values();
    }
}
