package naru.image;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An image's configuration document (image-spec 1.1 `config.md`, docker-image-spec 1.3): what its id is the digest of.
///
/// @param architecture Go's name for the processor
/// @param os `linux`
/// @param author who made it, or empty
/// @param comment free text, or empty
/// @param created when
/// @param config what it says about containers
/// @param diffIds its layers, lowest first
/// @param history its steps, oldest first
public record ImageDocument(
        String architecture,
        String os,
        String author,
        String comment,
        Instant created,
        ImageConfig config,
        List<String> diffIds,
        List<History> history) {
    private static final int MAX_LAYERS = 500;

    /// Copies the lists.
    public ImageDocument {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /// Reads a document; one that is malformed or names too many layers is an INVALID fault.
    public static ImageDocument read(byte[] json) {
        JsonNode root = Json.tree(json);
        if (!root.isObject() || !root.path("rootfs").path("diff_ids").isArray()) {
            throw Fault.invalid("this is no image configuration: rootfs.diff_ids is missing");
        }
        List<String> diffIds = texts(root.path("rootfs").path("diff_ids"));
        if (diffIds.size() > MAX_LAYERS) {
            throw Fault.tooLarge("the image has " + diffIds.size() + " layers; the limit is " + MAX_LAYERS);
        }
        diffIds.forEach(Digests::check);
        List<History> history = new ArrayList<>();
        for (JsonNode step : root.path("history")) {
            history.add(new History(
                    instant(step.path("created")),
                    text(step, "created_by"),
                    text(step, "comment"),
                    step.path("empty_layer").asBoolean(false)));
        }
        return new ImageDocument(
                text(root, "architecture"),
                text(root, "os").isEmpty() ? "linux" : text(root, "os"),
                text(root, "author"),
                text(root, "comment"),
                instant(root.path("created")),
                readConfig(root.path("config")),
                diffIds,
                history);
    }

    /// Writes the document; the same document is always the same bytes.
    public byte[] write() {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("architecture", architecture);
        if (!author.isEmpty()) {
            root.put("author", author);
        }
        if (!comment.isEmpty()) {
            root.put("comment", comment);
        }
        root.set("config", writeConfig(config));
        root.put("created", created.toString());
        ArrayNode steps = root.putArray("history");
        for (History step : history) {
            ObjectNode node = steps.addObject();
            node.put("created", step.created().toString());
            node.put("created_by", step.createdBy());
            if (!step.comment().isEmpty()) {
                node.put("comment", step.comment());
            }
            if (step.emptyLayer()) {
                node.put("empty_layer", true);
            }
        }
        root.put("os", os);
        ObjectNode rootfs = root.putObject("rootfs");
        rootfs.put("type", "layers");
        strings(rootfs.putArray("diff_ids"), diffIds);
        return Json.write(root);
    }

    private static ImageConfig readConfig(JsonNode node) {
        return new ImageConfig(
                texts(node.path("Entrypoint")),
                texts(node.path("Cmd")),
                texts(node.path("Env")),
                text(node, "WorkingDir"),
                text(node, "User"),
                names(node.path("ExposedPorts")),
                names(node.path("Volumes")),
                labels(node.path("Labels")),
                text(node, "StopSignal"),
                health(node.path("Healthcheck")),
                texts(node.path("Shell")),
                texts(node.path("OnBuild")));
    }

    private static ObjectNode writeConfig(ImageConfig config) {
        ObjectNode node = Json.mapper().createObjectNode();
        list(node, "Cmd", config.cmd());
        list(node, "Entrypoint", config.entrypoint());
        list(node, "Env", config.env());
        set(node, "ExposedPorts", config.exposedPorts());
        config.healthcheck().ifPresent(health -> node.set("Healthcheck", writeHealth(health)));
        if (!config.labels().isEmpty()) {
            ObjectNode labels = node.putObject("Labels");
            config.labels().forEach(labels::put);
        }
        list(node, "OnBuild", config.onBuild());
        list(node, "Shell", config.shell());
        word(node, "StopSignal", config.stopSignal());
        word(node, "User", config.user());
        set(node, "Volumes", config.volumes());
        word(node, "WorkingDir", config.workingDir());
        return node;
    }

    private static Optional<Healthcheck> health(JsonNode node) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Healthcheck(
                texts(node.path("Test")),
                Duration.ofNanos(node.path("Interval").asLong(0)),
                Duration.ofNanos(node.path("Timeout").asLong(0)),
                Duration.ofNanos(node.path("StartPeriod").asLong(0)),
                Duration.ofNanos(node.path("StartInterval").asLong(0)),
                node.path("Retries").asInt(0)));
    }

    private static ObjectNode writeHealth(Healthcheck health) {
        ObjectNode node = Json.mapper().createObjectNode();
        strings(node.putArray("Test"), health.test());
        nanos(node, "Interval", health.interval());
        nanos(node, "Timeout", health.timeout());
        nanos(node, "StartPeriod", health.startPeriod());
        nanos(node, "StartInterval", health.startInterval());
        if (health.retries() != 0) {
            node.put("Retries", health.retries());
        }
        return node;
    }

    private static void nanos(ObjectNode node, String name, Duration duration) {
        if (!duration.isZero()) {
            node.put(name, duration.toNanos());
        }
    }

    private static void list(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            strings(node.putArray(name), values);
        }
    }

    private static void set(ObjectNode node, String name, Set<String> values) {
        if (!values.isEmpty()) {
            ObjectNode object = node.putObject(name);
            values.forEach(object::putObject);
        }
    }

    private static void word(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static void strings(ArrayNode array, Collection<String> values) {
        values.forEach(array::add);
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static List<String> texts(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asString("")));
        return values;
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    private static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new TreeMap<>();
        object.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    private static Instant instant(JsonNode node) {
        try {
            return node.isString() ? Instant.parse(node.asString()) : Instant.EPOCH;
        } catch (DateTimeParseException e) {
            throw new Fault(Fault.Kind.INVALID, "the image's time \"" + node.asString() + "\" is no RFC 3339 time", e);
        }
    }
}
