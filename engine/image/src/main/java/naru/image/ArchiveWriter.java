package naru.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Json;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one archive of images. For one thread.
final class ArchiveWriter {
    private static final String BLOBS = "blobs/sha256/";

    private final Content content;
    private final TarWriter tar;
    private final Set<String> written = new HashSet<>();

    private ArchiveWriter(Content content, TarWriter tar) {
        this.content = content;
        this.tar = tar;
    }

    static void write(List<String> namesOrIds, Images images, Content content, OutputStream out) throws IOException {
        Map<String, Image> found = new LinkedHashMap<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        Map<String, Descriptor> manifests = new LinkedHashMap<>();
        for (String wanted : namesOrIds) { // all of them, before the first byte is written
            Image image = images.resolve(wanted);
            found.put(image.id(), image);
            manifests.put(image.id(), Archives.manifest(image, content));
            List<String> own = names.computeIfAbsent(image.id(), _ -> new ArrayList<>());
            name(wanted, image).forEach(own::add);
        }
        try (TarWriter tar = new TarWriter(out)) {
            new ArchiveWriter(content, tar).images(found, names, manifests);
        }
    }

    private static List<String> name(String wanted, Image image) {
        if (image.id().startsWith(wanted) || image.hex().startsWith(wanted)) {
            return List.of();
        }
        String familiar = Reference.parse(wanted).familiar();
        return image.names().contains(familiar) ? List.of(familiar) : List.of();
    }

    private void images(Map<String, Image> images, Map<String, List<String>> names, Map<String, Descriptor> manifests)
            throws IOException {
        tar.put(TarEntry.directory("blobs/", 0755, Instant.EPOCH));
        tar.put(TarEntry.directory(BLOBS, 0755, Instant.EPOCH));
        ArrayNode list = Json.mapper().createArrayNode();
        ObjectNode index = Json.mapper().createObjectNode();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        ArrayNode entries = index.putArray("manifests");
        ObjectNode repositories = Json.mapper().createObjectNode();
        for (Image image : images.values()) {
            List<String> own = names.getOrDefault(image.id(), List.of());
            Descriptor manifest = java.util.Objects.requireNonNull(manifests.get(image.id()));
            blobs(image, manifest);
            list.add(docker(image, own));
            own.forEach(name -> repository(repositories, name, image));
            if (own.isEmpty()) {
                Manifest.describe(entries.addObject(), manifest);
            }
            own.forEach(name -> entry(entries.addObject(), manifest, name));
        }
        file("index.json", Json.write(index));
        file("manifest.json", Json.write(list));
        file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8));
        if (!repositories.isEmpty()) {
            file("repositories", Json.write(repositories));
        }
    }

    private void blobs(Image image, Descriptor manifest) throws IOException {
        blob(manifest.digest());
        blob(image.id());
        for (Layer layer : image.layers()) {
            blob(layer.blob().digest());
        }
    }

    private static ObjectNode docker(Image image, List<String> names) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("Config", BLOBS + image.hex());
        ArrayNode tags = node.putArray("RepoTags");
        names.forEach(tags::add);
        ArrayNode layers = node.putArray("Layers");
        image.layers()
                .forEach(layer -> layers.add(BLOBS + Digests.hex(layer.blob().digest())));
        return node;
    }

    private static void repository(ObjectNode repositories, String name, Image image) {
        Reference reference = Reference.parse(name);
        repositories
                .withObjectProperty(reference.familiarRepository())
                .put(reference.tag().orElse("latest"), image.hex());
    }

    private static void entry(ObjectNode node, Descriptor manifest, String name) {
        Reference reference = Reference.parse(name);
        Manifest.describe(node, manifest);
        ObjectNode notes = node.putObject("annotations");
        notes.put("io.containerd.image.name", reference.canonical());
        notes.put("org.opencontainers.image.ref.name", reference.tag().orElse("latest"));
    }

    private void blob(String digest) throws IOException {
        if (!written.add(digest)) {
            return;
        }
        try (InputStream data = content.open(digest)) {
            String name = BLOBS + Digests.hex(digest);
            tar.put(TarEntry.file(name, 0644, content.size(digest), Instant.EPOCH), data);
        }
    }

    private void file(String name, byte[] bytes) throws IOException {
        tar.put(TarEntry.file(name, 0644, bytes.length, Instant.EPOCH), bytes);
    }
}
