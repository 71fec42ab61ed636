package naru.cluster.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The cluster's objects behind a server. Safe for use by many threads. A write that fails with
/// UNAVAILABLE may or may not have happened; nothing is repeated by itself.
public final class HttpObjects implements Objects {
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = new byte[0];

    private final Server server;

    /// The objects of that server, as its credentials may see them.
    public HttpObjects(Server server) {
        this.server = server;
    }

    @Override
    public ObjectNode get(Resource resource, String namespace, String name) {
        return object(server.call("GET", path(resource, namespace, name, ""), "", NOTHING, _ -> {}));
    }

    @Override
    public Page list(Resource resource, String namespace, ListOptions options) {
        String path = resource.path(namespace, "") + Parameters.of(options, false);
        JsonNode list = server.call("GET", path, "", NOTHING, _ -> {});
        List<ObjectNode> items = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            ObjectNode whole = Json.mapper().createObjectNode();
            whole.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
            whole.setAll(object(item));
            items.add(whole);
        }
        JsonNode meta = list.path("metadata");
        String continued = meta.path("continue").asString("");
        long unknown = continued.isEmpty() ? 0 : -1;
        return new Page(
                items,
                meta.path("resourceVersion").asString(""),
                continued,
                meta.path("remainingItemCount").asLong(unknown));
    }

    @Override
    public ObjectWatch watch(Resource resource, String namespace, ListOptions options) {
        return new HttpWatch(server.stream(resource.path(namespace, "") + Parameters.of(options, true)));
    }

    @Override
    public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
        String path = resource.path(namespace, "") + Parameters.of(options, false);
        return object(server.call("POST", path, JSON, Json.write(object), options.warnings()::tell));
    }

    @Override
    public ObjectNode update(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            WriteOptions options) {
        String path = path(resource, namespace, name, subresource) + Parameters.of(options, false);
        boolean binds = subresource.equals("binding");
        JsonNode answer = server.call(binds ? "POST" : "PUT", path, JSON, Json.write(object), options.warnings()::tell);
        return binds ? get(resource, namespace, name) : object(answer);
    }

    @Override
    public ObjectNode patch(
            Resource resource, String namespace, String name, String subresource, Patch patch, WriteOptions options) {
        String path =
                path(resource, namespace, name, subresource) + Parameters.of(options, patch instanceof Patch.Apply);
        return object(server.call("PATCH", path, type(patch), Json.write(document(patch)), options.warnings()::tell));
    }

    private static String type(Patch patch) {
        return switch (patch) {
            case Patch.Json _ -> "application/json-patch+json";
            case Patch.Merge _ -> "application/merge-patch+json";
            case Patch.StrategicMerge _ -> "application/strategic-merge-patch+json";
            case Patch.Apply _ -> "application/apply-patch+yaml"; // JSON is YAML
        };
    }

    private static JsonNode document(Patch patch) {
        return switch (patch) {
            case Patch.Json json -> json.operations();
            case Patch.Merge merge -> merge.changes();
            case Patch.StrategicMerge merge -> merge.changes();
            case Patch.Apply apply -> apply.wanted();
        };
    }

    /// The server says only that it is gone when it is gone at once, so the state before is read first.
    @Override
    public ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options) {
        ObjectNode before = get(resource, namespace, name);
        byte[] body = Json.write(body(options));
        JsonNode answer = server.call("DELETE", path(resource, namespace, name, ""), JSON, body, _ -> {});
        if (!answer.path("kind").asString("").equals("Status")) {
            return object(answer);
        }
        JsonNode version = answer.path("metadata").path("resourceVersion");
        if (version.isString()) {
            before.withObject("/metadata").set("resourceVersion", version);
        }
        return before;
    }

    private static ObjectNode body(DeleteOptions options) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("apiVersion", "v1").put("kind", "DeleteOptions");
        String policy = options.propagation().name();
        body.put("propagationPolicy", policy.charAt(0) + policy.substring(1).toLowerCase(Locale.ROOT));
        if (options.graceSeconds() >= 0) {
            body.put("gracePeriodSeconds", options.graceSeconds());
        }
        ObjectNode conditions = Json.mapper().createObjectNode();
        if (!options.uid().isEmpty()) {
            conditions.put("uid", options.uid());
        }
        if (!options.resourceVersion().isEmpty()) {
            conditions.put("resourceVersion", options.resourceVersion());
        }
        if (!conditions.isEmpty()) {
            body.set("preconditions", conditions);
        }
        if (options.dryRun()) {
            body.putArray("dryRun").add("All");
        }
        return body;
    }

    private static String path(Resource resource, String namespace, String name, String subresource) {
        String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":");
        return resource.path(namespace, escaped) + (subresource.isEmpty() ? "" : "/" + subresource);
    }

    private static ObjectNode object(JsonNode answer) {
        if (answer instanceof ObjectNode object) {
            return object;
        }
        throw Fault.unavailable("the server answered with something that is no object", null);
    }
}
