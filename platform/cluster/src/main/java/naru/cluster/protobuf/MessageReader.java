package naru.cluster.protobuf;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import naru.base.Fault;
import naru.cluster.schema.Bounds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns messages into JSON. One reader reads one body: it counts what it makes.
final class MessageReader {
    /// Values beyond which a body is refused: an empty text takes two bytes there and many here.
    static final int MAX_VALUES = 500_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int values;

    /// The message of that name; fields that nobody knows are left out.
    JsonNode read(String message, ByteBuffer bytes) {
        return read(message, bytes, 1);
    }

    private JsonNode read(String message, ByteBuffer bytes, int depth) {
        Bounds.checkDepth(depth);
        SpecialMessage special = SpecialMessage.of(message);
        if (special != null) {
            return special.read(new WireReader(bytes), depth);
        }
        Map<Integer, Messages.Field> fields = Messages.named(message)
                .orElseThrow(() -> Fault.internal("the table of messages lacks " + message, null));
        ObjectNode object = NODES.objectNode();
        WireReader in = new WireReader(bytes);
        while (in.hasMore()) {
            int tag = in.tag();
            Messages.Field field = fields.get(tag >>> 3);
            if (field == null) {
                in.skip(tag & 7);
            } else {
                read(field, tag & 7, in, object, depth);
            }
        }
        return object;
    }

    private void read(Messages.Field field, int type, WireReader in, ObjectNode into, int depth) {
        switch (field.repetition()) {
            case LIST -> list(field, type, in, into.withArray(field.name()), depth);
            case MAP -> entry(field.type(), in, into.withObject(field.name()), depth);
            case ONE -> {
                JsonNode value = value(field.type(), type, in, depth);
                if (field.isInline()) {
                    value.properties().forEach(member -> into.set(member.getKey(), member.getValue()));
                } else if (field.keepsZero() || !isZero(value)) {
                    into.set(field.name(), value);
                }
            }
        }
    }

    /// What JSON leaves out where it is not set; messages are there also when empty.
    private static boolean isZero(JsonNode value) {
        return value.isMissingNode()
                || value.isString() && value.stringValue().isEmpty()
                || value.isBoolean() && !value.booleanValue()
                || value.isNumber() && value.doubleValue() == 0;
    }

    private void list(Messages.Field field, int type, WireReader in, ArrayNode into, int depth) {
        boolean packed = type == WireReader.BYTES && field.type().matches("bool|int32|int64|double");
        if (!packed) {
            into.add(value(field.type(), type, in, depth));
            return;
        }
        WireReader all = new WireReader(in.slice());
        int one = field.type().equals("double") ? WireReader.FIXED64 : WireReader.VARINT;
        while (all.hasMore()) {
            into.add(value(field.type(), one, all, depth));
        }
    }

    private void entry(String type, WireReader in, ObjectNode into, int depth) {
        WireReader entry = new WireReader(in.slice());
        String key = "";
        JsonNode value = NODES.missingNode();
        while (entry.hasMore()) {
            int tag = entry.tag();
            if (tag >>> 3 == 1) {
                key = entry.text();
            } else if (tag >>> 3 == 2) {
                value = value(type, tag & 7, entry, depth);
            } else {
                entry.skip(tag & 7);
            }
        }
        into.set(key, value.isMissingNode() ? NODES.stringNode("") : value);
    }

    private JsonNode value(String type, int wire, WireReader in, int depth) {
        if (++values > MAX_VALUES) {
            throw Fault.tooLarge("the body has more than " + MAX_VALUES + " values");
        }
        int expected = switch (type) {
            case "bool", "int32", "int64" -> WireReader.VARINT;
            case "double" -> WireReader.FIXED64;
            default -> WireReader.BYTES;
        };
        if (wire != expected) {
            throw WireReader.broken("a field of type " + type + " has wire type " + wire);
        }
        return switch (type) {
            case "string" -> NODES.stringNode(in.text());
            case "bool" -> NODES.booleanNode(in.varint() != 0);
            case "int32" -> NODES.numberNode((int) in.varint());
            case "int64" -> whole(in.varint());
            case "double" -> NODES.numberNode(Double.longBitsToDouble(in.fixed64()));
            case "bytes" -> NODES.stringNode(Base64.getEncoder().encodeToString(in.bytes()));
            default -> read(type, in.slice(), depth + 1);
        };
    }

    /// As the reader of JSON has it: small numbers are ints.
    private static JsonNode whole(long number) {
        return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }
}
