package naru.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What names an image's blobs (image-spec 1.1 `manifest.md`, `image-index.md`, and Docker's twins).
public sealed interface Manifest {
    /// Bytes that a manifest may have.
    int MAX_SIZE = 4 << 20;

    /// What kind of document it is.
    String mediaType();

    /// One image: its configuration and its layers, lowest first.
    record Single(String mediaType, Descriptor config, List<Descriptor> layers) implements Manifest {
        /// Copies the list.
        public Single {
            layers = List.copyOf(layers);
        }
    }

    /// The manifests of one image for several platforms.
    record Index(String mediaType, List<Entry> entries) implements Manifest {
        /// Copies the list.
        public Index {
            entries = List.copyOf(entries);
        }

        /// The manifest for a platform; empty if there is none.
        public Optional<Entry> choose(String os, String architecture) {
            return entries.stream()
                    .filter(e -> e.os().equals(os) && e.architecture().equals(architecture))
                    .findFirst()
                    .or(() -> entries.size() == 1 && entries.getFirst().os().isEmpty()
                            ? Optional.of(entries.getFirst())
                            : Optional.empty());
        }
    }

    /// One manifest of an index; `name` is the reference that a layout's index gives it, or empty.
    record Entry(Descriptor descriptor, String os, String architecture, String name) {}

    /// Reads a manifest; `contentType` is what the transport called it, or empty. One that is malformed, that is two
    /// things at once, or that is called something else than it says is an INVALID fault.
    static Manifest read(byte[] json, String contentType) {
        if (json.length > MAX_SIZE) {
            throw Fault.tooLarge("the manifest is over " + MAX_SIZE + " bytes");
        }
        JsonNode root = Json.tree(json);
        boolean index = root.path("manifests").isArray();
        boolean single = root.path("config").isObject();
        if (!root.isObject() || index == single || (index && root.has("layers"))) {
            throw Fault.invalid("manifest invalid: it must have either config and layers, or manifests");
        }
        String type = type(root, contentType, index);
        if (MediaTypes.isIndex(type) != index) {
            throw Fault.invalid("manifest invalid: it is called " + type + " and is something else");
        }
        return index ? new Index(type, entries(root)) : single(type, root);
    }

    private static Single single(String type, JsonNode root) {
        List<Descriptor> layers = new ArrayList<>();
        root.path("layers").forEach(layer -> layers.add(descriptor(layer)));
        return new Single(type, descriptor(root.path("config")), layers);
    }

    private static String type(JsonNode root, String contentType, boolean index) {
        String said = root.path("mediaType").asString("");
        String called = contentType.split(";", 2)[0].strip();
        boolean known = called.endsWith("+json");
        if (!said.isEmpty() && known && !said.equals(called)) {
            throw Fault.invalid("manifest invalid: it says " + said + " and was sent as " + called);
        }
        if (!said.isEmpty()) {
            return said;
        }
        return known ? called : index ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    }

    private static List<Entry> entries(JsonNode root) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode node : root.path("manifests")) {
            JsonNode notes = node.path("annotations");
            String name = notes.path("io.containerd.image.name")
                    .asString(notes.path("org.opencontainers.image.ref.name").asString(""));
            entries.add(new Entry(
                    descriptor(node),
                    node.path("platform").path("os").asString(""),
                    node.path("platform").path("architecture").asString(""),
                    name));
        }
        return entries;
    }

    private static Descriptor descriptor(JsonNode node) {
        long size = node.path("size").asLong(-1);
        if (size < 0) {
            throw Fault.invalid("manifest invalid: a descriptor has no size");
        }
        return new Descriptor(
                node.path("mediaType").asString(""),
                Digests.check(node.path("digest").asString("")),
                size);
    }

    /// Writes an OCI manifest; the same parts give the same bytes.
    static byte[] write(Descriptor config, List<Descriptor> layers) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("schemaVersion", 2);
        root.put("mediaType", MediaTypes.OCI_MANIFEST);
        describe(root.putObject("config"), config);
        var array = root.putArray("layers");
        layers.forEach(layer -> describe(array.addObject(), layer));
        return Json.write(root);
    }

    /// Writes a descriptor's fields.
    static void describe(ObjectNode node, Descriptor descriptor) {
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest());
        node.put("size", descriptor.size());
    }
}
