package naru.build;

import java.util.Optional;
import naru.image.Image;
import naru.image.RegistryLogin;

/// Fetches base images that are not here.
@FunctionalInterface
public interface Puller {
    /// Fetches an image and answers it; NOT_FOUND if no registry has it.
    ///
    /// @param login how to sign in to its registry
    Image pull(String reference, Optional<String> platform, Optional<RegistryLogin> login, BuildProgress progress);
}
