package naru.cluster.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import naru.base.Fault;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads the bodies of requests, as JSON or YAML, within limits, and notes fields that are there twice.
/// Safe for use by many threads.
public final class Bodies {
    /// Bytes beyond which a body is refused, as Kubernetes has it.
    public static final int MAX_BYTES = 3 * 1024 * 1024;

    /// Values beyond which a body is refused: `[` takes one byte there and many here.
    static final int MAX_VALUES = 500_000;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(Bounds.MAX_DEPTH)
            .maxNumberLength(100)
            .build();
    private static final TokenStreamFactory JSON =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();
    private static final TokenStreamFactory YAML = YAMLFactory.builder()
            .streamReadConstraints(LIMITS)
            .loadSettings(LoadSettings.builder()
                    .setAllowDuplicateKeys(true)
                    .setMaxAliasesForCollections(0)
                    .setCodePointLimit(MAX_BYTES)
                    .build())
            .build();

    private Bodies() {}

    /// A body.
    ///
    /// @param value what it says; of fields that are there twice, the last
    /// @param duplicates those fields
    public record Body(JsonNode value, List<Problem> duplicates) {
        /// Copies the list.
        public Body {
            duplicates = List.copyOf(duplicates);
        }

        /// The value as an object; INVALID if it is none.
        public ObjectNode object() {
            if (value instanceof ObjectNode object) {
                return object;
            }
            throw Fault.invalid("couldn't get version/kind; json parse error: the body is no object");
        }
    }

    /// Reads JSON; INVALID when malformed, TOO_LARGE beyond the limits.
    public static Body json(byte[] body) {
        return read(body, JSON, "JSON");
    }

    /// Reads YAML (of which JSON is a part): one document without aliases; INVALID when malformed,
    /// TOO_LARGE beyond the limits.
    public static Body yaml(byte[] body) {
        return read(body, YAML, "YAML");
    }

    /// Reads a file of YAML or JSON with any number of documents, as [#yaml] reads each; those that are empty
    /// are left out.
    public static List<Body> documents(byte[] file) {
        return parse(file, YAML, "YAML", parser -> {
            List<Body> documents = new ArrayList<>();
            while (parser.nextToken() != null) {
                Reading reading = new Reading(parser);
                JsonNode value = reading.value();
                if (!value.isNull() && !value.isString()) {
                    documents.add(new Body(value, reading.duplicates));
                } else if (!value.asString("").isEmpty()) {
                    throw Fault.invalid("a document is a text and no object");
                }
            }
            return documents;
        });
    }

    private static Body read(byte[] body, TokenStreamFactory format, String name) {
        return parse(body, format, name, parser -> {
            Reading reading = new Reading(parser);
            JsonNode value = reading.read();
            return new Body(value, reading.duplicates);
        });
    }

    private static <T> T parse(byte[] body, TokenStreamFactory format, String name, Function<JsonParser, T> read) {
        if (body.length > MAX_BYTES) {
            throw Fault.tooLarge("the body is larger than " + MAX_BYTES + " bytes");
        }
        try (JsonParser parser = format.createParser(ObjectReadContext.empty(), body)) {
            return read.apply(parser);
        } catch (JacksonException e) {
            throw new Fault(Fault.Kind.INVALID, "the body is malformed " + name + ": " + e.getOriginalMessage(), e);
        }
    }

    /// One way through the tokens of a body.
    private static final class Reading {
        private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

        private final JsonParser in;
        private final List<Problem> duplicates = new ArrayList<>();
        private final Set<String> told = new HashSet<>();
        private final Deque<String> path = new ArrayDeque<>();
        private int values;

        Reading(JsonParser in) {
            this.in = in;
        }

        JsonNode read() {
            if (in.nextToken() == null) {
                throw Fault.invalid("the body is empty");
            }
            JsonNode value = value();
            if (in.nextToken() != null) {
                throw Fault.invalid("the body has something behind its document");
            }
            return value;
        }

        private JsonNode value() {
            if (++values > MAX_VALUES) {
                throw Fault.tooLarge("the body has more than " + MAX_VALUES + " values");
            }
            if (in instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                throw Fault.invalid("the body has a YAML alias, which is not followed: write the value out");
            }
            return switch (in.currentToken()) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> NODES.stringNode(in.getString());
                case VALUE_TRUE -> NODES.booleanNode(true);
                case VALUE_FALSE -> NODES.booleanNode(false);
                case VALUE_NULL -> NODES.nullNode();
                case VALUE_NUMBER_INT -> integer();
                case VALUE_NUMBER_FLOAT -> number();
                default -> throw Fault.invalid("the body has a " + in.currentToken() + " where a value is expected");
            };
        }

        private JsonNode integer() {
            return switch (in.getNumberType()) {
                case INT -> NODES.numberNode(in.getIntValue());
                case LONG -> NODES.numberNode(in.getLongValue());
                default -> NODES.numberNode(in.getBigIntegerValue());
            };
        }

        private JsonNode number() {
            double value = in.getDoubleValue();
            if (Double.isFinite(value)) {
                return NODES.numberNode(value);
            }
            throw Fault.invalid("the body has a number that is out of range");
        }

        private ObjectNode object() {
            ObjectNode object = NODES.objectNode();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                path.addLast("." + name);
                in.nextToken();
                JsonNode value = value();
                if (object.has(name)) {
                    String place = String.join("", path).substring(1);
                    if (duplicates.size() < 100 && told.add(place)) {
                        duplicates.add(Problem.duplicate(place));
                    }
                }
                object.set(name, value);
                path.removeLast();
            }
            return object;
        }

        private ArrayNode array() {
            ArrayNode array = NODES.arrayNode();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                path.addLast("[" + array.size() + "]");
                array.add(value());
                path.removeLast();
            }
            return array;
        }
    }
}
