package naru.build;

import java.util.Optional;
import naru.image.Image;

/// Fetches base images that are not here.
@FunctionalInterface
public interface Puller {
    /// Fetches an image and answers it; NOT_FOUND if no registry has it.
    Image pull(String reference, Optional<String> platform, BuildProgress progress);
}
