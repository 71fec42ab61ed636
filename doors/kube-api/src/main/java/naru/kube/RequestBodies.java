package naru.kube;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.cluster.protobuf.ProtobufDecoder;
import naru.cluster.schema.Bodies;
import naru.cluster.schema.Problem;
import naru.cluster.schema.Schemas;
import naru.http.Exchange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What clients send: JSON, YAML or protobuf, by its Content-Type, and looked at as strictly as the query says.
final class RequestBodies {
    private static final String ACCEPTED = "application/json, application/yaml, " + ProtobufDecoder.MEDIA_TYPE;
    private static final String ACCEPTED_PATCHES = "application/json-patch+json, application/merge-patch+json,"
            + " application/strategic-merge-patch+json, application/apply-patch+yaml";

    private RequestBodies() {}

    /// An object of a kind that the path names; `apiVersion` and `kind` are set where the client left them out.
    static ObjectNode object(Exchange exchange, Resource resource, WriteOptions options) throws IOException {
        return object(exchange, resource.apiVersion(), resource.kind(), options);
    }

    /// An object of a kind that a subresource takes.
    static ObjectNode object(Exchange exchange, String apiVersion, String kind, WriteOptions options)
            throws IOException {
        Bodies.Body body = body(media(exchange), exchange.bodyBytes(Bodies.MAX_BYTES));
        ObjectNode object = of(body.object(), apiVersion, kind);
        return Schemas.of(apiVersion, kind)
                .map(schema -> schema.accept(object, body.duplicates(), options))
                .orElse(object);
    }

    /// Options, which may be left out.
    static JsonNode options(Exchange exchange) throws IOException {
        byte[] bytes = exchange.bodyBytes(Bodies.MAX_BYTES);
        return bytes.length == 0
                ? Json.mapper().missingNode()
                : body(media(exchange), bytes).object();
    }

    /// The change that a PATCH asks for.
    static Patch patch(Exchange exchange, WriteOptions options) throws IOException {
        byte[] bytes = exchange.bodyBytes(Bodies.MAX_BYTES);
        return switch (media(exchange)) {
            case "application/json-patch+json" ->
                new Patch.Json(operations(Bodies.json(bytes).value()));
            case "application/merge-patch+json" -> new Patch.Merge(once(Bodies.json(bytes), options));
            case "application/strategic-merge-patch+json" ->
                new Patch.StrategicMerge(once(Bodies.json(bytes), options));
            case "application/apply-patch+yaml" -> new Patch.Apply(once(Bodies.yaml(bytes), options));
            default -> throw unknown(ACCEPTED_PATCHES);
        };
    }

    private static JsonNode operations(JsonNode tree) {
        if (!tree.isArray()) {
            throw Fault.invalid("error decoding patch: a JSON patch is an array of operations");
        }
        return tree;
    }

    /// The changes, whose fields stand there once; what the kind does not have is seen when they are made.
    private static ObjectNode once(Bodies.Body body, WriteOptions options) {
        List<Problem> twice = body.duplicates();
        if (!twice.isEmpty() && options.validation() == WriteOptions.Validation.STRICT) {
            throw Fault.invalid("error decoding patch: strict decoding error: "
                    + String.join(", ", twice.stream().map(Problem::sentence).toList()));
        }
        if (options.validation() == WriteOptions.Validation.WARN) {
            twice.forEach(problem -> options.warnings().tell(problem.sentence()));
        }
        return body.object();
    }

    private static Bodies.Body body(String media, byte[] bytes) {
        return switch (media) {
            case "", "application/json" -> Bodies.json(bytes);
            case "application/yaml" -> Bodies.yaml(bytes);
            case ProtobufDecoder.MEDIA_TYPE -> new Bodies.Body(ProtobufDecoder.decode(bytes), List.of());
            default -> throw unknown(ACCEPTED);
        };
    }

    private static Fault unknown(String accepted) {
        return Fault.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: " + accepted);
    }

    private static String media(Exchange exchange) {
        return exchange.header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
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
