package naru.kube;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.http.Exchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what clients send: JSON, YAML or protobuf, by its Content-Type.
final class Bodies {
    /// Bytes of a body at most, as other servers of this API have it.
    private static final int LIMIT = 3 << 20;

    private final Protobuf protobuf;

    Bodies(Protobuf protobuf) {
        this.protobuf = protobuf;
    }

    /// An object of a kind that the path names; `apiVersion` and `kind` are set where the client left them out.
    ObjectNode object(Exchange exchange, Resource resource, WriteOptions options) throws IOException {
        return of(object(exchange, options, describe(resource)), resource.apiVersion(), resource.kind());
    }

    /// An object of a kind that a subresource takes.
    ObjectNode object(Exchange exchange, String apiVersion, String kind, WriteOptions options) throws IOException {
        return of(object(exchange, options, kind), apiVersion, kind);
    }

    /// Options, which may be left out.
    JsonNode options(Exchange exchange) throws IOException {
        byte[] body = exchange.bodyBytes(LIMIT);
        if (body.length == 0) {
            return Json.mapper().missingNode();
        }
        return document(media(exchange), body).tree();
    }

    /// The change that a PATCH asks for.
    Patch patch(Exchange exchange, Resource resource, WriteOptions options) throws IOException {
        byte[] body = exchange.bodyBytes(LIMIT);
        String media = media(exchange);
        return switch (media) {
            case "application/json-patch+json" ->
                new Patch.Json(operations(Reading.json(body).tree()));
            case "application/merge-patch+json" -> new Patch.Merge(once(Reading.json(body), options, resource));
            case "application/strategic-merge-patch+json" ->
                new Patch.StrategicMerge(once(Reading.json(body), options, resource));
            case "application/apply-patch+yaml" -> new Patch.Apply(once(Reading.yaml(body), options, resource));
            default ->
                throw unknown("application/json-patch+json, application/merge-patch+json,"
                        + " application/strategic-merge-patch+json, application/apply-patch+yaml");
        };
    }

    private static JsonNode operations(JsonNode tree) {
        if (!tree.isArray()) {
            throw Fault.invalid("error decoding patch: a JSON patch is an array of operations");
        }
        return tree;
    }

    private static ObjectNode once(Reading.Document document, WriteOptions options, Resource resource) {
        return tell(document, options, describe(resource));
    }

    private ObjectNode object(Exchange exchange, WriteOptions options, String what) throws IOException {
        byte[] body = exchange.bodyBytes(LIMIT);
        return tell(document(media(exchange), body), options, what);
    }

    private Reading.Document document(String media, byte[] body) {
        return switch (media) {
            case "", "application/json" -> Reading.json(body);
            case "application/yaml" -> Reading.yaml(body);
            case "application/vnd.kubernetes.protobuf" -> new Reading.Document(protobuf.decode(body), List.of());
            default -> throw unknown("application/json, application/yaml, application/vnd.kubernetes.protobuf");
        };
    }

    private static Fault unknown(String accepted) {
        return Fault.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    private static String media(Exchange exchange) {
        return exchange.header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /// Refuses or tells fields that stand there twice.
    private static ObjectNode tell(Reading.Document document, WriteOptions options, String what) {
        if (!(document.tree() instanceof ObjectNode object)) {
            throw Fault.invalid("the request's body is not an object: " + what + " is expected");
        }
        if (options.validation() == WriteOptions.Validation.STRICT
                && !document.twice().isEmpty()) {
            StringJoiner all = new StringJoiner(", ");
            document.twice().forEach(field -> all.add("duplicate field \"" + field + "\""));
            throw Fault.invalid(what + ": strict decoding error: " + all);
        }
        if (options.validation() == WriteOptions.Validation.WARN) {
            document.twice().forEach(field -> options.warnings().tell("duplicate field \"" + field + "\""));
        }
        return object;
    }

    private static String describe(Resource resource) {
        return resource.kind() + " in version \"" + resource.version() + "\" cannot be handled as a " + resource.kind();
    }

    private static ObjectNode of(ObjectNode object, String apiVersion, String kind) {
        String version = object.path("apiVersion").asString(apiVersion);
        String actual = object.path("kind").asString(kind);
        if (!version.equals(apiVersion)) {
            throw Fault.invalid("the API version in the data (" + version
                    + ") does not match the expected API version (" + apiVersion + ")");
        }
        if (!actual.equals(kind)) {
            throw Fault.invalid(
                    "the kind in the data (" + actual + ") does not match the expected kind (" + kind + ")");
        }
        return object.put("apiVersion", apiVersion).put("kind", kind);
    }
}
