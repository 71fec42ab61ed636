package naru.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;

/// Images as files: `load`, `save` and `import`. Safe for use by many threads.
public final class Archives {
    private final Images images;
    private final Content content;
    private final LayerIntake intake;

    /// An image that came out of an archive; without names if the archive gave none.
    public record Loaded(String id, List<String> names) {
        /// Copies the list.
        public Loaded {
            names = List.copyOf(names);
        }
    }

    /// Works on these images, their content and their layers.
    public Archives(Images images, Content content, Layers layers) {
        this.images = images;
        this.content = content;
        this.intake = new LayerIntake(content, layers);
    }

    /// Takes images in from an archive, plain or compressed: Docker's (`manifest.json`) or an OCI layout
    /// (`index.json`). Names that lead out of the archive, wrong digests, missing parts are INVALID faults; then no
    /// image and no name of it is kept.
    public List<Loaded> load(InputStream archive) {
        try (ArchiveReader reader = new ArchiveReader(images, content, intake)) {
            return reader.read(archive);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "the image archive is damaged: " + e.getMessage(), e);
        }
    }

    /// Writes images with the names given as one archive that is Docker's and an OCI layout at once.
    ///
    /// @param namesOrIds what to write; an id is written without a name
    public void save(List<String> namesOrIds, OutputStream out) throws IOException {
        ArchiveWriter.write(namesOrIds, images, content, out);
    }

    /// Makes an image of one layer from an archive of files, plain, gzip or zstd.
    ///
    /// @param name a name for it, or empty
    /// @param changes instructions for its configuration
    /// @param comment free text for its history
    public Image importTar(InputStream files, String name, List<String> changes, String comment) {
        ImageConfig config = ConfigChanges.apply(ImageConfig.EMPTY, changes);
        Layer layer = take(files);
        Instant now = Instant.now();
        ImageDocument document = new ImageDocument(
                Platform.ARCHITECTURE,
                "linux",
                "",
                comment,
                now,
                config,
                List.of(layer.diffId()),
                List.of(new History(now, "", comment, false)));
        return images.register(document, List.of(layer), name.isEmpty() ? List.of() : List.of(name));
    }

    private Layer take(InputStream files) {
        try {
            return intake.take(files);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "the archive is damaged: " + e.getMessage(), e);
        }
    }

    /// A layer blob's descriptor, with the media type that its first bytes show.
    static Descriptor descriptor(Content content, String digest) {
        try (InputStream blob = content.open(digest)) {
            byte[] magic = blob.readNBytes(LayerStreams.MAGIC);
            String suffix =
                    LayerStreams.compression(magic).map(name -> "+" + name).orElse("");
            return new Descriptor(MediaTypes.OCI_LAYER + suffix, digest, content.size(digest));
        } catch (IOException e) {
            throw Fault.internal("cannot read blob " + digest + ": " + e.getMessage(), e);
        }
    }

    /// The manifest of an image, stored: the one it came with, or a new one over what is here.
    public static Descriptor manifest(Image image, Content content) {
        Optional<String> kept = image.manifest().filter(content::has);
        if (kept.isPresent()) {
            byte[] json = content.read(kept.get(), Manifest.MAX_SIZE);
            return new Descriptor(Manifest.read(json, "").mediaType(), kept.get(), json.length);
        }
        List<Descriptor> layers = new ArrayList<>();
        for (Layer layer : image.layers()) {
            if (!content.has(layer.blob().digest())) {
                throw Fault.invalid("image " + image.id() + " cannot leave this machine: the content of its layer "
                        + layer.diffId() + " is not kept");
            }
            layers.add(layer.blob());
        }
        Descriptor config = new Descriptor(MediaTypes.OCI_CONFIG, image.id(), content.size(image.id()));
        byte[] json = Manifest.write(config, layers);
        return new Descriptor(MediaTypes.OCI_MANIFEST, content.put(json), json.length);
    }
}
