package naru.kube;

import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads a body as a tree and notes the fields that stand there twice, of which the last one counts.
final class Reading {
    private static final int MAX_DEPTH = 200;
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build());

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final List<String> twice = new ArrayList<>();

    /// What was read.
    ///
    /// @param tree the document; missing for an empty body
    /// @param twice paths of fields that stand there more than once
    record Document(JsonNode tree, List<String> twice) {}

    private Reading() {}

    static Document json(byte[] body) {
        try (JsonParser parser = Json.mapper().createParser(body)) {
            return new Reading().document(parser, "json");
        } catch (JacksonException e) {
            throw malformed("json", e);
        }
    }

    static Document yaml(byte[] body) {
        try (JsonParser parser = YAML.createParser(body)) {
            return new Reading().document(parser, "yaml");
        } catch (JacksonException e) {
            throw malformed("yaml", e);
        }
    }

    private static Fault malformed(String format, JacksonException e) {
        String reason = String.valueOf(e.getOriginalMessage()).split("\n", 2)[0];
        return new Fault(Fault.Kind.INVALID, "error decoding the request's body: " + format + ": " + reason, e);
    }

    private Document document(JsonParser parser, String format) {
        JsonToken first = parser.nextToken();
        JsonNode tree = first == null ? nodes.missingNode() : value(parser, first, "");
        if (first != null && format.equals("json") && parser.nextToken() != null) {
            throw Fault.invalid("error decoding the request's body: json: something follows the document");
        }
        return new Document(tree, List.copyOf(twice));
    }

    private JsonNode value(JsonParser parser, JsonToken token, String path) {
        return switch (token) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_STRING -> nodes.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            default -> throw Fault.invalid("error decoding the request's body: unexpected " + token + " at " + path);
        };
    }

    private JsonNode integer(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            default -> nodes.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(JsonParser parser, String path) {
        ObjectNode object = nodes.objectNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
            String name = parser.currentName();
            String inner = path.isEmpty() ? name : path + "." + name;
            if (object.has(name) && !twice.contains(inner)) {
                twice.add(inner);
            }
            object.set(name, value(parser, parser.nextToken(), inner));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String path) {
        ArrayNode array = nodes.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token, path + "[" + array.size() + "]"));
        }
        return array;
    }
}
