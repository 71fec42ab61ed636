package naru.build;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.image.Content;
import naru.image.Image;
import naru.image.ImageDocument;
import naru.image.Images;
import naru.image.Layer;
import naru.image.Layers;
import naru.image.Platform;
import naru.image.Reference;
import naru.image.Snapshots;

/// What a build works with: images to begin from, file systems to change, a place to run steps. Safe for use by
/// many threads.
///
/// @param content where layers are kept
/// @param steps runs RUN
/// @param puller fetches what is not here
public record Bench(
        Images images, Layers layers, Snapshots snapshots, Content content, StepRunner steps, Puller puller) {
    private static final String PREFIX = "build-";

    /// Takes away the file systems of builds that were killed. Call it before the first build.
    void clear() {
        snapshots.all().stream().filter(id -> id.startsWith(PREFIX)).forEach(snapshots::remove);
    }

    /// Finds the image, fetching it if it is not here or the request wants it anew; NOT_FOUND if there is none.
    Image base(String reference, BuildRequest request, Optional<String> platform, BuildProgress progress) {
        boolean refresh = request.options().pull();
        Optional<Image> here = images.find(reference);
        if (here.isPresent() && !(refresh && here.get().digests().stream().anyMatch(name -> name.contains("@")))) {
            return here.get();
        }
        return puller.pull(reference, platform, request.login(reference), progress);
    }

    /// Whether a layer is still there, or can be made again.
    boolean has(Layer layer) {
        return layers.isRestorable(layer.diffId());
    }

    /// Makes a writable file system over layers; closing it takes it away.
    Rootfs open(List<Layer> over) {
        String id = PREFIX + Ids.shorten(Ids.random());
        snapshots.create(id, over.stream().map(Layer::diffId).toList());
        snapshots.mount(id);
        return new Rootfs(id);
    }

    /// A writable file system. For one thread.
    final class Rootfs implements AutoCloseable {
        private final String id;

        private Rootfs(String id) {
            this.id = id;
        }

        /// Its id among the snapshots.
        String id() {
            return id;
        }

        /// Where it is mounted; a step of a build may have had it mounted elsewhere.
        Path path() {
            return snapshots.mount(id);
        }

        /// Turns what was changed into a layer, after which nothing but a close may follow; empty if nothing was.
        Optional<Layer> commit() {
            return snapshots.changes(id).isEmpty() ? Optional.empty() : Optional.of(snapshots.seal(id, content));
        }

        /// As [#commit], without folders in which files only came and went.
        Optional<Layer> commitWithout(List<String> folders) {
            snapshots.forget(id, folders);
            return commit();
        }

        @Override
        public void close() {
            snapshots.remove(id);
        }
    }

    /// Makes an image with these names and answers its id. It has them from the first moment: an image without a name
    /// is anybody's to prune.
    String register(StageResult result, Instant created, List<String> names) {
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE,
                "linux",
                result.author(),
                "",
                created,
                result.settings(),
                result.layers().stream().map(Layer::diffId).toList(),
                result.history());
        return images.register(document, result.layers(), names).id();
    }

    /// A name that an image may get, in full, tag included, as Docker shows it.
    static String name(String wanted) {
        Reference reference = Reference.parse(wanted);
        if (reference.digest().isPresent()) {
            throw Fault.invalid("refusing to create a tag with a digest reference: " + wanted);
        }
        return reference.familiar();
    }
}
