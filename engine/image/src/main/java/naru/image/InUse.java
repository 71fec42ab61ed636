package naru.image;

import java.util.Optional;

/// Who uses images: asked before one is removed.
@FunctionalInterface
public interface InUse {
    /// A container that uses an image.
    ///
    /// @param id the container's id
    /// @param running whether it runs
    record By(String id, boolean running) {}

    /// A container that uses the image, a running one first.
    Optional<By> by(String imageId);
}
