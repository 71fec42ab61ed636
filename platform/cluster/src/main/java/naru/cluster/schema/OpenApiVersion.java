package naru.cluster.schema;

import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The two versions of OpenAPI, where they write the same otherwise.
enum OpenApiVersion {
    /// Swagger 2.0.
    V2("swagger", "2.0", "#/definitions/") {
        @Override
        ObjectNode parameter(String name, String in, String type) {
            return named(name, in).put("type", type);
        }

        @Override
        void body(ObjectNode operation, String type) {
            ObjectNode body = operation
                    .withArray("parameters")
                    .addObject()
                    .put("name", "body")
                    .put("in", "body");
            body.put("required", true).putObject("schema").put("$ref", reference(type));
        }

        @Override
        void patchBody(ObjectNode operation) {
            ObjectNode body = operation
                    .withArray("parameters")
                    .addObject()
                    .put("name", "body")
                    .put("in", "body");
            body.put("required", true).putObject("schema").put("type", "object");
            PATCHES.forEach(operation.putArray("consumes")::add);
        }

        @Override
        void answer(ObjectNode operation, String type) {
            ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
            ok.putObject("schema").put("$ref", reference(type));
        }

        @Override
        void openTypes(JsonGenerator out) {
            out.writeName("definitions");
            out.writeStartObject();
        }

        @Override
        void closeTypes(JsonGenerator out) {
            out.writeEndObject();
        }
    },
    /// OpenAPI 3.0.
    V3("openapi", "3.0.0", "#/components/schemas/") {
        @Override
        ObjectNode parameter(String name, String in, String type) {
            ObjectNode parameter = named(name, in);
            parameter.putObject("schema").put("type", type);
            return parameter;
        }

        @Override
        void body(ObjectNode operation, String type) {
            content(operation.putObject("requestBody").put("required", true), "*/*")
                    .put("$ref", reference(type));
        }

        @Override
        void patchBody(ObjectNode operation) {
            ObjectNode body = operation.putObject("requestBody").put("required", true);
            PATCHES.forEach(patch -> content(body, patch).put("type", "object"));
        }

        @Override
        void answer(ObjectNode operation, String type) {
            ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
            content(ok, "application/json").put("$ref", reference(type));
        }

        @Override
        void openTypes(JsonGenerator out) {
            out.writeName("components");
            out.writeStartObject();
            out.writeName("schemas");
            out.writeStartObject();
        }

        @Override
        void closeTypes(JsonGenerator out) {
            out.writeEndObject();
            out.writeEndObject();
        }
    };

    private static final List<String> PATCHES = List.of(
            "application/apply-patch+yaml",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json");

    private final String heading;
    private final String number;
    private final String prefix;

    OpenApiVersion(String heading, String number, String prefix) {
        this.heading = heading;
        this.number = number;
        this.prefix = prefix;
    }

    /// The name of the field that says the version.
    String heading() {
        return heading;
    }

    /// The version.
    String number() {
        return number;
    }

    /// How a type is referred to.
    String reference(String type) {
        return prefix + type;
    }

    /// A parameter in the path or query.
    abstract ObjectNode parameter(String name, String in, String type);

    /// Says that an operation takes a document of a type.
    abstract void body(ObjectNode operation, String type);

    /// Says that an operation takes a patch.
    abstract void patchBody(ObjectNode operation);

    /// Says that an operation answers a document of a type.
    abstract void answer(ObjectNode operation, String type);

    /// Begins the part that has the types.
    abstract void openTypes(JsonGenerator out);

    /// Ends it.
    abstract void closeTypes(JsonGenerator out);

    private static ObjectNode named(String name, String in) {
        ObjectNode parameter =
                JsonNodeFactory.instance.objectNode().put("name", name).put("in", in);
        return in.equals("path") ? parameter.put("required", true) : parameter;
    }

    private static ObjectNode content(ObjectNode of, String mediaType) {
        return of.withObject("content").putObject(mediaType).putObject("schema");
    }
}
