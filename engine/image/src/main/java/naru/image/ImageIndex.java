package naru.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.FileState;
import naru.store.Records;

/// Finds images by what people call them, and puts together what is known of each. Safe for use by many threads.
final class ImageIndex {
    private static final int MAX_DOCUMENT = 8 << 20;
    /// Documents that are kept as they were read, since every start of a container asks for one.
    private static final int MAX_KEPT = 64;

    private final ImageRecords records;
    private final Content content;
    private final Layers layers;
    private final HostRoot host;
    private final Map<String, Known> documents = Collections.synchronizedMap(new Recent());

    /// A document as it was read, and what its file was like: another file is read again, since it may be damaged.
    private record Known(FileState file, ImageDocument document) {}

    /// Those that were asked for last.
    private static final class Recent extends LinkedHashMap<String, Known> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(MAX_KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_KEPT;
        }
    }

    ImageIndex(ImageRecords records, Content content, Layers layers, HostRoot host) {
        this.records = records;
        this.content = content;
        this.layers = layers;
        this.host = host;
    }

    /// The image of a name, an id or the start of an id; NOT_FOUND in Docker's words.
    Image resolve(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> Fault.notFound("No such image: " + shown(nameOrId)));
    }

    /// The image of a name, an id or the start of an id, if it is here.
    Optional<Image> find(String nameOrId) {
        String hex = nameOrId.startsWith("sha256:") ? nameOrId.substring(7) : nameOrId;
        if (hex.matches("[0-9a-f]{64}")) {
            return byId("sha256:" + hex);
        }
        Optional<Image> named = byName(nameOrId);
        return named.isPresent() || !hex.matches("[0-9a-f]{4,63}") ? named : byPrefix(hex);
    }

    /// The image that has this name, or is known under this digest elsewhere.
    Optional<Image> byName(String name) {
        Reference reference;
        try {
            reference = Reference.parse(name);
        } catch (Fault e) {
            if (name.matches("[0-9a-f]+")) {
                return Optional.empty();
            }
            throw e;
        }
        String wanted = reference.familiar();
        String pinned =
                reference.familiarRepository() + "@" + reference.digest().orElse("");
        for (var entry : records.all().values().entrySet()) {
            ImageRecords.Kept kept = entry.getValue();
            if (kept.names().contains(wanted) || kept.digests().contains(pinned)) {
                return Optional.of(image(entry.getKey(), entry.getValue()));
            }
        }
        return Optional.empty();
    }

    Optional<Image> byId(String id) {
        return records.find(id).map(kept -> image(id, kept));
    }

    private Optional<Image> byPrefix(String hex) {
        List<String> ids = records.all().values().keySet().stream()
                .filter(id -> id.startsWith("sha256:" + hex))
                .toList();
        if (ids.size() > 1) {
            throw Fault.invalid("multiple images begin with " + hex + ": give more of the id");
        }
        return ids.isEmpty() ? Optional.empty() : byId(ids.getFirst());
    }

    private static String shown(String name) {
        try {
            return name.matches("[0-9a-f]{12,64}") || name.startsWith("sha256:")
                    ? name
                    : Reference.parse(name).familiar();
        } catch (Fault e) {
            return name;
        }
    }

    /// Every image that can be read, newest first.
    List<Image> all() {
        List<Image> images = new ArrayList<>();
        records.all().values().forEach((id, kept) -> {
            try {
                images.add(image(id, kept));
            } catch (Fault e) {
                records.report(id, e);
            }
        });
        images.sort(Comparator.comparing(Image::created).reversed());
        return images;
    }

    private Image image(String id, ImageRecords.Kept kept) {
        ImageDocument document = document(id);
        long size = kept.layers().stream()
                .filter(layer -> !host.isHost(layer.diffId()))
                .mapToLong(layer -> layers.size(layer.diffId()))
                .sum();
        return new Image(
                id,
                document.config(),
                document.os(),
                document.architecture(),
                document.author(),
                document.comment(),
                document.created(),
                kept.layers(),
                document.history(),
                size,
                kept.names(),
                kept.digests(),
                kept.manifest());
    }

    /// An image's configuration document.
    ImageDocument document(String id) {
        try {
            FileState file = FileState.of(content.path(id));
            Known known = documents.get(id);
            if (known == null || !known.file().equals(file)) {
                known = new Known(file, read(id));
                documents.put(id, known);
            }
            return known.document();
        } catch (IOException e) {
            return read(id); // which says what is wrong
        }
    }

    private ImageDocument read(String id) {
        byte[] bytes = content.read(id, MAX_DOCUMENT);
        if (!Digests.of(bytes).equals(id)) {
            throw Fault.internal(content.path(id) + " is damaged: it has another digest than its name", null);
        }
        return ImageDocument.read(bytes);
    }

    /// The id, if there is such an image and it cannot be read; its layers stay until something else needs none of
    /// them.
    Optional<String> damaged(String nameOrId) {
        String id = nameOrId.startsWith("sha256:") ? nameOrId : "sha256:" + nameOrId;
        Records.Found<ImageRecords.Kept> found = records.all();
        Optional<String> unread = found.damaged().keySet().stream()
                .filter(one -> one.startsWith(id))
                .findFirst();
        return unread.or(() -> found.values().entrySet().stream()
                .filter(one -> one.getKey().startsWith(id) || one.getValue().isNamed(nameOrId))
                .filter(one -> !isWhole(one.getKey(), one.getValue()))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    private boolean isWhole(String id, ImageRecords.Kept kept) {
        try {
            return image(id, kept).id().equals(id);
        } catch (Fault e) {
            records.report(id, e);
            return false;
        }
    }
}
