package naru.cluster.protobuf;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.schema.Bounds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Messages that are no objects in JSON, but single values, lists or JSON themselves.
enum SpecialMessage {
    /// An amount: text.
    QUANTITY {
        @Override
        JsonNode read(WireReader in, int depth) {
            return NODES.stringNode(fields(in).text(1));
        }
    },
    /// A number or a text.
    INT_OR_STRING {
        @Override
        JsonNode read(WireReader in, int depth) {
            Fields fields = fields(in);
            return fields.number(1) == 0 ? NODES.numberNode((int) fields.number(2)) : NODES.stringNode(fields.text(3));
        }
    },
    /// A time in seconds: RFC 3339.
    TIME {
        @Override
        JsonNode read(WireReader in, int depth) {
            return time(fields(in), SECONDS);
        }
    },
    /// A time in millionths of seconds: RFC 3339.
    MICRO_TIME {
        @Override
        JsonNode read(WireReader in, int depth) {
            return time(fields(in), MICROSECONDS);
        }
    },
    /// Any JSON.
    RAW {
        @Override
        JsonNode read(WireReader in, int depth) {
            byte[] raw = fields(in).bytes(1);
            JsonNode json = raw.length == 0 ? NODES.missingNode() : Json.tree(raw);
            Bounds.weigh(json, depth);
            return json;
        }
    },
    /// A list of texts.
    ITEMS {
        @Override
        JsonNode read(WireReader in, int depth) {
            ArrayNode list = NODES.arrayNode();
            while (in.hasMore()) {
                int tag = in.tag();
                if (tag == (1 << 3 | WireReader.BYTES)) {
                    list.add(in.text());
                } else {
                    in.skip(tag & 7);
                }
            }
            return list;
        }
    };

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final Set<String> LISTS = Set.of(
            META + "Verbs",
            "io.k8s.api.authentication.v1.ExtraValue",
            "io.k8s.api.authorization.v1.ExtraValue",
            "io.k8s.api.certificates.v1.ExtraValue");

    /// Reads one, at that depth of the document.
    abstract JsonNode read(WireReader in, int depth);

    /// The special one of that name, or null.
    static @Nullable SpecialMessage of(String message) {
        return switch (message) {
            case "io.k8s.apimachinery.pkg.api.resource.Quantity" -> QUANTITY;
            case "io.k8s.apimachinery.pkg.util.intstr.IntOrString" -> INT_OR_STRING;
            case META + "Time", META + "Timestamp" -> TIME;
            case META + "MicroTime" -> MICRO_TIME;
            case META + "FieldsV1", "io.k8s.apimachinery.pkg.runtime.RawExtension" -> RAW;
            default -> LISTS.contains(message) ? ITEMS : null;
        };
    }

    private static JsonNode time(Fields fields, DateTimeFormatter format) {
        if (fields.number(1) == 0 && fields.number(2) == 0) {
            return NODES.missingNode();
        }
        try {
            Instant instant = Instant.ofEpochSecond(fields.number(1), fields.number(2));
            return NODES.stringNode(format.format(instant));
        } catch (DateTimeException | ArithmeticException e) {
            throw new Fault(Fault.Kind.INVALID, "malformed protobuf: a time is out of range", e);
        }
    }

    private static Fields fields(WireReader in) {
        Fields fields = new Fields(new HashMap<>(), new HashMap<>());
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag & 7) {
                case WireReader.VARINT -> fields.numbers.put(tag >>> 3, in.varint());
                case WireReader.BYTES -> fields.texts.put(tag >>> 3, in.bytes());
                default -> in.skip(tag & 7);
            }
        }
        return fields;
    }

    private record Fields(Map<Integer, Long> numbers, Map<Integer, byte[]> texts) {
        long number(int field) {
            return numbers.getOrDefault(field, 0L);
        }

        byte[] bytes(int field) {
            return texts.getOrDefault(field, new byte[0]);
        }

        String text(int field) {
            return new String(bytes(field), StandardCharsets.UTF_8);
        }
    }
}
