package naru.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.base.Json;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import tools.jackson.databind.JsonNode;

/// Reads one archive of images. Files go to the content store as they come, so that the archive is read once and
/// nothing of it is written under a name that it chose. For one thread; closed, it leaves no files of layers that no
/// image has.
final class ArchiveReader implements AutoCloseable {
    private static final int MAX_DOCUMENT = 8 << 20;
    private static final int MAX_FILES = 20_000;
    private static final int MAX_LINKS = 8;
    private static final Set<String> INDEXES = Set.of("manifest.json", "index.json");
    private static final Pattern BLOB = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

    private final Images images;
    private final Content content;
    private final LayerIntake intake;
    private final Map<String, LayerIntake.Taken> taken = new HashMap<>();
    private final Map<String, String> blobs = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private final Map<String, byte[]> documents = new HashMap<>();

    ArchiveReader(Images images, Content content, LayerIntake intake) {
        this.images = images;
        this.content = content;
        this.intake = intake;
    }

    @Override
    public void close() {
        taken.values().forEach(LayerIntake.Taken::close);
    }

    List<Archives.Loaded> read(InputStream archive) throws IOException {
        TarReader tar = new TarReader(LayerStreams.open(archive));
        for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
            take(entry.get(), tar);
            if (blobs.size() + links.size() + documents.size() > MAX_FILES) {
                throw Fault.tooLarge("the image archive has over " + MAX_FILES + " files");
            }
        }
        List<Found> found = found();
        List<Archives.Loaded> loaded = new ArrayList<>();
        for (Found image : found) { // every name and part was checked before the first is registered
            image.layers.forEach(this::keep);
            Image made = images.register(image.document, image.layers, image.names, List.of(), image.manifest);
            loaded.add(new Archives.Loaded(made.id(), image.names));
        }
        return loaded;
    }

    private void keep(Layer layer) {
        LayerIntake.Taken files = taken.get(layer.blob().digest());
        if (files != null) {
            files.keepFor(layer.diffId());
        }
    }

    /// An image of the archive, checked.
    private record Found(byte[] document, List<Layer> layers, List<String> names, Optional<String> manifest) {}

    private void take(TarEntry entry, TarReader tar) throws IOException {
        String name = inside("", entry.name());
        switch (entry.type()) {
            case FILE -> file(name, entry, tar);
            case SYMLINK -> links.put(name, inside(folder(name), entry.link()));
            case HARDLINK -> links.put(name, inside("", entry.link()));
            case DIRECTORY -> {}
            case CHARACTER, BLOCK, FIFO ->
                throw Fault.invalid("the image archive's entry \"" + entry.name() + "\" is a device or pipe");
        }
    }

    private void file(String name, TarEntry entry, TarReader tar) throws IOException {
        var blob = BLOB.matcher(name);
        if (blob.matches()) {
            String digest = "sha256:" + blob.group(1);
            blobs.put(name, take(tar.data(), digest));
        } else if (INDEXES.contains(name)) {
            if (entry.size() > MAX_DOCUMENT) {
                throw Fault.tooLarge("the image archive's \"" + name + "\" is over " + MAX_DOCUMENT + " bytes");
            }
            documents.put(name, tar.data().readAllBytes());
        } else {
            blobs.put(name, take(tar.data(), ""));
        }
    }

    private String take(InputStream data, String expected) throws IOException {
        LayerIntake.Taken part = intake.attempt(data, expected);
        if (taken.putIfAbsent(part.blob().digest(), part) != null) {
            part.close();
        }
        return part.blob().digest();
    }

    private static String folder(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    /// A path in the archive, relative to a folder of it; one that leads out is an INVALID fault.
    private static String inside(String folder, String path) {
        List<String> parts = new ArrayList<>();
        for (String part : (folder + path).split("/", -1)) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (part.equals("..")) {
                throw Fault.invalid("the image archive's path \"" + path + "\" leads out of it");
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (path.startsWith("/")) {
            throw Fault.invalid("the image archive's path \"" + path + "\" is absolute");
        }
        return String.join("/", parts);
    }

    private List<Found> found() {
        if (documents.containsKey("manifest.json")) {
            return dockers(Json.tree(documents.get("manifest.json")));
        }
        byte[] index = documents.get("index.json");
        if (index == null) {
            throw Fault.invalid("this is no image archive: it has neither manifest.json nor index.json");
        }
        List<Found> found = new ArrayList<>();
        if (Manifest.read(index, "") instanceof Manifest.Index list) {
            list.entries().forEach(entry -> found.add(oci(entry.descriptor().digest(), entry.name(), 0)));
        }
        return found;
    }

    private List<Found> dockers(JsonNode manifest) {
        if (!manifest.isArray()) {
            throw Fault.invalid("the image archive's manifest.json is no list");
        }
        List<Found> found = new ArrayList<>();
        for (JsonNode image : manifest) {
            byte[] document = bytes(image.path("Config").asString(""));
            List<String> diffIds = ImageDocument.read(document).diffIds();
            List<String> names = new ArrayList<>();
            image.path("RepoTags")
                    .forEach(
                            name -> names.add(Reference.parse(name.asString("")).familiar()));
            List<Descriptor> layers = new ArrayList<>();
            image.path("Layers").forEach(layer -> layers.add(Archives.descriptor(content, digest(layer.asString("")))));
            found.add(new Found(document, pair(diffIds, layers), names, Optional.empty()));
        }
        return found;
    }

    private byte[] bytes(String path) {
        return content.read(digest(path), MAX_DOCUMENT);
    }

    private String digest(String path) {
        String at = inside("", path);
        for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
            at = links.get(at);
        }
        String digest = blobs.get(at);
        if (digest == null) {
            throw Fault.invalid("the image archive names \"" + path + "\", which it does not have");
        }
        return digest;
    }

    private static List<Layer> pair(List<String> diffIds, List<Descriptor> blobs) {
        if (diffIds.size() != blobs.size()) {
            throw Fault.invalid(
                    "invalid manifest, layers length mismatch: expected " + diffIds.size() + ", got " + blobs.size());
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < blobs.size(); i++) {
            layers.add(new Layer(diffIds.get(i), blobs.get(i)));
        }
        return layers;
    }

    private Found oci(String digest, String name, int depth) {
        String blob = digest("blobs/sha256/" + Digests.hex(digest));
        Manifest manifest = Manifest.read(content.read(blob, Manifest.MAX_SIZE), "");
        return switch (manifest) {
            case Manifest.Index index when depth < 2 -> oci(chosen(index), name, depth + 1);
            case Manifest.Index _ -> throw Fault.invalid("the image archive nests indexes too deeply");
            case Manifest.Single single -> {
                byte[] document =
                        bytes("blobs/sha256/" + Digests.hex(single.config().digest()));
                single.layers().forEach(layer -> digest("blobs/sha256/" + Digests.hex(layer.digest())));
                List<String> names = tagged(name);
                List<Layer> layers = pair(ImageDocument.read(document).diffIds(), single.layers());
                yield new Found(document, layers, names, Optional.of(blob));
            }
        };
    }

    private static String chosen(Manifest.Index index) {
        return index.choose("linux", Platform.ARCHITECTURE)
                .orElseThrow(() -> Fault.invalid("the image archive has nothing for linux/" + Platform.ARCHITECTURE))
                .descriptor()
                .digest();
    }

    /// A layout's reference may be a bare tag, which names no image.
    private static List<String> tagged(String name) {
        return name.indexOf(':') < 0 && name.indexOf('/') < 0
                ? List.of()
                : List.of(Reference.parse(name).familiar());
    }
}
