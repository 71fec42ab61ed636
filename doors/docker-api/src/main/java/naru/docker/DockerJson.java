package naru.docker;

import java.util.Locale;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.base.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// Docker's JSON: names begin with a capital, compare without case, and errors have Docker's words.
final class DockerJson {
    private static final CoercionAction FAIL = CoercionAction.Fail;
    private static final JsonMapper MAPPER = Json.mapper()
            .rebuild()
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, FAIL)
                            .setCoercion(CoercionInputShape.Float, FAIL)
                            .setCoercion(CoercionInputShape.Boolean, FAIL))
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
        String field = e instanceof DatabindException binding ? field(binding) : "";
        if (field.isEmpty()) {
            return message.startsWith("Unexpected end-of-input") ? "unexpected EOF" : message;
        }
        return "the field " + field + " has the wrong type";
    }

    /// Where in the document, such as `HostConfig.Memory` or `Env.0`.
    private static String field(DatabindException e) {
        return e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "" + step.getIndex() : step.getPropertyName())
                .collect(Collectors.joining("."));
    }
}
