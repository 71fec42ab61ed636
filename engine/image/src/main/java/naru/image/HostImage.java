package naru.image;

import java.time.Instant;
import java.util.List;

/// The image `naru/host`: no layer of its own but the one that stands for the host.
///
/// @param diffId of that layer
record HostImage(String diffId) {
    /// Its name in full.
    static final String NAME = "naru/host:latest";

    private static final ImageConfig CONFIG = ImageConfig.of(
            List.of("/bin/sh"), List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));

    /// Whether it is this name's image.
    static boolean isNamed(String name) {
        return name.equals(NAME) || name.equals("naru/host");
    }

    Layer layer() {
        return new Layer(diffId, new Descriptor(MediaTypes.OCI_LAYER, diffId, 0));
    }

    ImageDocument document() {
        return new ImageDocument(
                Platform.ARCHITECTURE,
                "linux",
                "",
                "",
                Instant.EPOCH,
                CONFIG,
                List.of(diffId),
                List.of(new History(Instant.EPOCH, "naru/host", "the host's root file system", false)));
    }
}
