package naru.cluster.protobuf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.schema.Type;
import naru.cluster.schema.Types;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads bodies of the media type `application/vnd.kubernetes.protobuf`: four bytes `k8s` and 0, then
/// an envelope (`runtime.Unknown`) with the kind, then the kind's message. Safe for use by many
/// threads.
public final class ProtobufDecoder {
    /// The media type.
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufDecoder() {}

    /// What is in the envelope.
    private record Envelope(String apiVersion, String kind, ByteBuffer raw, String contentType) {}

    /// The document that a client would have sent as JSON, with `apiVersion` and `kind`.
    ///
    /// @throws Fault INVALID when it is malformed or beyond the limits of depth and number of values,
    ///     UNSUPPORTED_MEDIA_TYPE when it is not this format or of a kind that has no message
    public static ObjectNode decode(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw Fault.unsupportedMediaType("the body is not " + MEDIA_TYPE + ": it does not begin with 'k8s' and 0");
        }
        Envelope envelope = envelope(new WireReader(ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length)));
        if (envelope.contentType.contains("json")) {
            byte[] raw = new byte[envelope.raw.remaining()];
            envelope.raw.get(raw);
            if (Json.tree(raw) instanceof ObjectNode object) {
                return object;
            }
            throw Fault.invalid("the body is no JSON object");
        }
        ObjectNode object = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", envelope.apiVersion)
                .put("kind", envelope.kind);
        String message = message(envelope);
        JsonNode decoded = new MessageReader().read(message, envelope.raw);
        decoded.properties().forEach(member -> object.set(member.getKey(), member.getValue()));
        return object;
    }

    private static String message(Envelope envelope) {
        String[] parts = envelope.apiVersion.split("/", 2);
        return Types.of(parts.length == 1 ? "" : parts[0], parts[parts.length - 1], envelope.kind)
                .map(Type::name)
                .filter(name -> Messages.named(name).isPresent())
                .orElseThrow(() -> Fault.unsupportedMediaType("no kind \"" + envelope.kind
                        + "\" is registered for version \"" + envelope.apiVersion + "\" as " + MEDIA_TYPE
                        + ": send application/json"));
    }

    private static Envelope envelope(WireReader in) {
        String[] type = {"", ""};
        ByteBuffer raw = ByteBuffer.allocate(0);
        String contentType = "";
        while (in.hasMore()) {
            switch (in.tag()) {
                case 1 << 3 | WireReader.BYTES -> type = type(new WireReader(in.slice()));
                case 2 << 3 | WireReader.BYTES -> raw = in.slice();
                case 3 << 3 | WireReader.BYTES -> {
                    if (!in.text().isEmpty()) {
                        throw Fault.unsupportedMediaType("a compressed body inside protobuf is not read");
                    }
                }
                case 4 << 3 | WireReader.BYTES -> contentType = in.text();
                default -> throw WireReader.broken("the envelope has unknown fields");
            }
        }
        return new Envelope(type[0], type[1], raw, contentType);
    }

    private static String[] type(WireReader in) {
        String[] type = {"", ""};
        while (in.hasMore()) {
            switch (in.tag()) {
                case 1 << 3 | WireReader.BYTES -> type[0] = in.text();
                case 2 << 3 | WireReader.BYTES -> type[1] = in.text();
                default -> throw WireReader.broken("the kind has unknown fields");
            }
        }
        return type;
    }
}
