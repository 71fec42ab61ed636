package naru.image;

import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import naru.base.Fault;
import naru.linux.Mounts;
import naru.store.Damages;

/// Makes layers again of which the machine going down may have left anything ([LayerMarks]). Safe for
/// use by many threads.
final class Restoration {
    private static final System.Logger LOG = System.getLogger("naru.image");
    private static final String LOST =
            "its files were not on the disk when the machine went down, and what they came from is gone";

    private final LayerMarks marks;
    private final Content content;
    private final Layers layers;

    Restoration(LayerMarks marks, Content content, Layers layers) {
        this.marks = marks;
        this.content = content;
        this.layers = layers;
    }

    /// Finds which layers are in doubt. One that something is mounted on is not, whatever its mark says:
    /// no mount outlives the machine's run.
    void begin() {
        if (marks.hasDoubts()) {
            String mounts = Mounts.table();
            marks.trust(diffId ->
                    mounts.contains(layers.directory(diffId).getFileName().toString()));
        }
        if (marks.hasDoubts()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the machine went down before these layers were on the disk; they are made again when they are"
                            + " needed: {0}",
                    marks.inDoubt());
        }
    }

    /// Whether a layer in doubt can be made again.
    boolean canMake(String diffId) {
        return marks.blobs(diffId).anyMatch(content::has);
    }

    /// Makes those of the layers again that are in doubt; INTERNAL, with what to do, if it cannot be
    /// done.
    ///
    /// @param image what people call the image that has them
    void make(Collection<String> diffIds, String image) {
        if (marks.hasDoubts()) {
            diffIds.parallelStream().filter(marks::isInDoubt).distinct().forEach(diffId -> make(diffId, image));
        }
    }

    private void make(String diffId, String image) {
        List<String> blobs = marks.blobs(diffId).toList();
        if (blobs.isEmpty()) {
            return; // somebody else has made it meanwhile
        }
        String blob = blobs.stream().filter(content::has).findFirst().orElse(blobs.getFirst());
        try {
            layers.unpack(new Layer(diffId, new Descriptor(MediaTypes.OCI_LAYER, blob, 0)));
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND && e.kind() != Fault.Kind.INVALID) {
                throw e;
            }
            throw Fault.internal(
                    "layer " + diffId + " is damaged (" + LOST + ": " + e.sentence() + "): " + remedy(image), e);
        }
    }

    /// Takes down which layers cannot be made again.
    ///
    /// @param image what people call the image that has a layer
    void report(Damages damages, UnaryOperator<String> image) {
        for (String diffId : marks.inDoubt()) {
            if (!canMake(diffId)) {
                damages.add(Layers.COLLECTION, diffId, LOST, remedy(image.apply(diffId)));
            }
        }
    }

    private static String remedy(String image) {
        return "'docker pull " + image + "' brings it back, or loading or building that again";
    }
}
