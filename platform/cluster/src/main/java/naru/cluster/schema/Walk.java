package naru.cluster.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One way through a document beside its type: copies what fits, and notes what does not.
final class Walk {
    private static final int MAX_PROBLEMS = 100;
    private static final Pattern AMOUNT =
            Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");

    private final List<Problem> problems = new ArrayList<>();
    private final StringBuilder path = new StringBuilder();
    private int depth;

    /// What was found.
    List<Problem> problems() {
        return problems;
    }

    /// What fits of a document.
    ObjectNode take(ObjectNode object, Type type) {
        Bounds.checkDepth(++depth);
        ObjectNode taken = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            int before = path.length();
            path.append(before == 0 ? "" : ".").append(member.getKey());
            Shape shape = type.shape(member.getKey());
            if (shape == null) {
                note(Problem.unknown(path.toString()));
            } else if (!member.getValue().isNull()) {
                JsonNode value = take(member.getValue(), shape, type);
                if (value != null) {
                    taken.set(member.getKey(), value);
                }
            }
            path.setLength(before);
        }
        depth--;
        return taken;
    }

    private @Nullable JsonNode take(JsonNode value, Shape shape, Type holder) {
        return switch (shape) {
            case Shape.Struct struct
            when value instanceof ObjectNode object ->
                take(object, Types.named(struct.type()).orElseThrow());
            case Shape.MapOf map when value instanceof ObjectNode object -> map(object, map, holder);
            case Shape.ListOf list when value instanceof ArrayNode array -> list(array, list, holder);
            case Shape.Scalar scalar when fits(value, scalar) -> value.deepCopy();
            case Shape.Scalar scalar when saysOwn(value, scalar) -> null;
            default -> {
                note(Problem.wrongType(plainPath(), wrongType(value, shape, holder)));
                yield null;
            }
        };
    }

    private ObjectNode map(ObjectNode object, Shape.MapOf map, Type holder) {
        ObjectNode taken = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            int before = path.length();
            path.append('.').append(member.getKey());
            // A null in a map is its type's zero: for texts an empty one.
            JsonNode value = member.getValue().isNull()
                    ? (map.value() == Shape.Scalar.STRING ? object.stringNode("") : null)
                    : take(member.getValue(), map.value(), holder);
            if (value != null) {
                taken.set(member.getKey(), value);
            }
            path.setLength(before);
        }
        return taken;
    }

    private ArrayNode list(ArrayNode array, Shape.ListOf list, Type holder) {
        ArrayNode taken = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < array.size(); i++) {
            int before = path.length();
            path.append('[').append(i).append(']');
            JsonNode element = array.get(i);
            JsonNode value = element.isNull() ? null : take(element, list.element(), holder);
            if (value != null) {
                taken.add(value);
            }
            path.setLength(before);
        }
        return taken;
    }

    private static boolean fits(JsonNode value, Shape.Scalar scalar) {
        return switch (scalar) {
            case STRING -> value.isString();
            case BOOL -> value.isBoolean();
            case INT32 -> value.isIntegralNumber() && value.canConvertToInt();
            case INT64 -> value.isIntegralNumber() && value.canConvertToLong();
            case DOUBLE -> value.isNumber();
            case TIME -> value.isString() && isTime(value.stringValue());
            case BYTES -> value.isString() && isBase64(value.stringValue());
            case QUANTITY -> value.isNumber() || value.isString() && isAmount(value.stringValue());
            case INT_OR_STRING -> value.isString() || value.isIntegralNumber() && value.canConvertToInt();
            case ANY -> true;
        };
    }

    /// Whether the text is of the right type, but not of the right form: then its own reader complains.
    private boolean saysOwn(JsonNode value, Shape.Scalar scalar) {
        if (!value.isString()) {
            return false;
        }
        String text = value.stringValue();
        String sentence = switch (scalar) {
            case TIME -> "parsing time " + value + " as \"2006-01-02T15:04:05Z07:00\": cannot parse \"" + text + "\"";
            case BYTES -> "illegal base64 data in \"" + path + "\"";
            case QUANTITY ->
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$': \"" + text
                        + "\" in \"" + path + "\" does not";
            case STRING, BOOL, INT32, INT64, DOUBLE, INT_OR_STRING, ANY -> "";
        };
        if (!sentence.isEmpty()) {
            note(Problem.wrongType(plainPath(), sentence));
        }
        return !sentence.isEmpty();
    }

    private static boolean isTime(String text) {
        try {
            return text.isEmpty() || OffsetDateTime.parse(text).getYear() < 10_000;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            byte[] bytes = text.replace("\n", "").replace("\r", "").getBytes(UTF_8);
            int decoded = Base64.getDecoder().decode(bytes).length;
            return bytes.length == (decoded + 2) / 3 * 4;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isAmount(String text) {
        return text.length() <= 64 && AMOUNT.matcher(text).matches();
    }

    private String wrongType(JsonNode value, Shape shape, Type holder) {
        return "json: cannot unmarshal " + name(value) + " into Go struct field " + holder.simpleName() + "."
                + plainPath() + " of type " + shape.goName();
    }

    private static String name(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToInt() ? "number" : "number " + value;
            case NULL, MISSING -> "null";
        };
    }

    /// The path without indexes, as Go's messages have it.
    private String plainPath() {
        return path.toString().replaceAll("\\[\\d+]", "");
    }

    private void note(Problem problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }
}
