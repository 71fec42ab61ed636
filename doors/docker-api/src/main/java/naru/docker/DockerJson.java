package naru.docker;

import java.util.Locale;
import naru.base.Fault;
import naru.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Docker's JSON: names begin with a capital, compare without case, and errors have Docker's words.
final class DockerJson {
    private static final JsonMapper MAPPER = Json.mapper()
            .rebuild()
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .enable(tools.jackson.databind.DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .build();

    private DockerJson() {}

    /// Reads a request's body.
    static <T> T read(String contentType, byte[] json, Class<T> type) {
        String media = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.isEmpty() && !media.equals("application/json")) {
            throw Fault.invalid("unsupported Content-Type header (" + contentType + "): must be 'application/json'");
        }
        if (new String(json, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
            throw Fault.invalid("invalid JSON: got EOF while reading request body");
        }
        return read(json, type);
    }

    /// Reads a value of which an empty text or `null` is refused.
    static <T> T read(byte[] json, Class<T> type) {
        @Nullable T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            throw new Fault(Fault.Kind.INVALID, "invalid JSON: " + reason(e), e);
        }
        if (value == null) {
            throw Fault.invalid("invalid JSON: null where an object is expected");
        }
        return value;
    }

    private static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.startsWith("Unexpected end-of-input") ? "unexpected EOF" : message;
    }
}
