package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An OpenAPI v2 document as protobuf (google/gnostic, `OpenAPIv2.proto`, message `Document`): what the
/// API's paths and types use of it.
final class OpenApiMessage {
    private static final SortedMap<String, Integer> METHODS =
            new TreeMap<>(Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8));
    private static final SortedMap<String, Integer> SCHEMA_TEXTS =
            new TreeMap<>(Map.of("$ref", 1, "format", 2, "description", 4));

    private final String version;
    private final Message paths = new Message();
    private final Message types = new Message();

    /// One message, being written.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message text(int field, String text) {
            return bytes(field, text.getBytes(UTF_8));
        }

        Message message(int field, Message message) {
            return bytes(field, message.out.toByteArray());
        }

        Message truth(int field, boolean value) {
            if (value) {
                varint(field << 3);
                varint(1);
            }
            return this;
        }

        private Message bytes(int field, byte[] bytes) {
            varint(field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        private void varint(int value) {
            int rest = value;
            while (rest > 0x7f) {
                out.write(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }

    OpenApiMessage(String version) {
        this.version = version;
    }

    /// Adds a path.
    void path(String name, ObjectNode item) {
        Message message = new Message();
        METHODS.forEach((method, field) -> {
            if (item.get(method) instanceof ObjectNode operation) {
                message.message(field, operation(operation));
            }
        });
        item.path("parameters").forEach(parameter -> message.message(9, parameter(parameter)));
        paths.message(2, new Message().text(1, name).message(2, message));
    }

    /// Adds a type.
    void type(String name, ObjectNode schema) {
        types.message(1, named(name, schema(schema)));
    }

    /// Writes the whole.
    void writeTo(OutputStream out) throws IOException {
        new Message()
                .text(1, "2.0")
                .message(2, new Message().text(1, "Naru").text(2, version))
                .message(8, paths)
                .message(9, types)
                .out
                .writeTo(out);
    }

    private static Message named(String name, Message value) {
        return new Message().text(1, name).message(2, value);
    }

    private static Message operation(ObjectNode operation) {
        Message message = new Message().text(3, operation.path("description").asString(""));
        operation.path("consumes").forEach(type -> message.text(7, type.asString("")));
        operation.path("parameters").forEach(parameter -> message.message(8, parameter(parameter)));
        Message responses = new Message();
        operation
                .path("responses")
                .properties()
                .forEach(response -> responses.message(
                        1, named(response.getKey(), new Message().message(1, response(response.getValue())))));
        message.message(9, responses);
        extensions(operation, 13, message);
        return message;
    }

    private static Message response(JsonNode response) {
        return new Message()
                .text(1, response.path("description").asString(""))
                .message(2, new Message().message(1, schema(response.path("schema"))));
    }

    private static Message parameter(JsonNode parameter) {
        String in = parameter.path("in").asString("");
        String name = parameter.path("name").asString("");
        boolean required = parameter.path("required").asBoolean(false);
        Message one;
        if (in.equals("body")) {
            Message body = new Message().text(2, name).text(3, in).truth(4, required);
            one = new Message().message(1, body.message(5, schema(parameter.path("schema"))));
        } else {
            boolean query = in.equals("query");
            Message other = new Message().truth(1, required).text(2, in).text(4, name);
            other.text(query ? 6 : 5, parameter.path("type").asString(""));
            one = new Message().message(2, new Message().message(query ? 3 : 4, other));
        }
        return new Message().message(1, one);
    }

    private static Message schema(JsonNode schema) {
        Message message = new Message();
        SCHEMA_TEXTS.forEach((name, field) -> {
            if (schema.has(name)) {
                message.text(field, schema.path(name).asString(""));
            }
        });
        schema.path("required").forEach(name -> message.text(19, name.asString("")));
        if (schema.has("additionalProperties")) {
            message.message(21, new Message().message(1, schema(schema.path("additionalProperties"))));
        }
        if (schema.has("type")) {
            message.message(22, new Message().text(1, schema.path("type").asString("")));
        }
        if (schema.has("items")) {
            message.message(23, new Message().message(1, schema(schema.path("items"))));
        }
        if (schema.has("properties")) {
            Message properties = new Message();
            schema.path("properties")
                    .properties()
                    .forEach(property -> properties.message(1, named(property.getKey(), schema(property.getValue()))));
            message.message(25, properties);
        }
        extensions(schema, 31, message);
        return message;
    }

    /// Members that begin with `x-`: their values are YAML, of which JSON is a part.
    private static void extensions(JsonNode of, int field, Message into) {
        of.properties().forEach(member -> {
            if (member.getKey().startsWith("x-")) {
                into.message(
                        field,
                        named(
                                member.getKey(),
                                new Message().text(2, member.getValue().toString())));
            }
        });
    }
}
