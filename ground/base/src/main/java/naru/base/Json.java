package naru.base;

import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The one JSON mapper: unknown fields are ignored, depth is limited, times are ISO strings.
///
/// Reading something malformed is a fault of kind INVALID. Safe for use by many threads.
public final class Json {
    /// Depth beyond which a document is refused.
    private static final int MAX_DEPTH = 200;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private Json() {}

    /// The shared mapper, for what the shorthands below do not cover.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// Reads a value; malformed text is an INVALID fault.
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /// Reads a value from a stream, which stays open; malformed text is an INVALID fault.
    public static <T> T read(InputStream json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /// Reads a tree; malformed text is an INVALID fault.
    public static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    /// Writes a value as UTF-8.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// Writes a value as text.
    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    private static Fault malformed(JacksonException e) {
        return new Fault(Fault.Kind.INVALID, "malformed JSON: " + e.getOriginalMessage(), e);
    }
}
