package naru.docker;

import java.util.Optional;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;

/// What the API needs of other registries.
public interface Registries {
    /// What a registry has under a name.
    ///
    /// @param mediaType of the manifest
    /// @param digest of the manifest
    /// @param size of the manifest in bytes
    record Manifest(String mediaType, String digest, long size) {}

    /// Fetches an image and answers its id.
    String pull(Reference reference, Optional<RegistryLogin> login, PullProgress progress);

    /// Sends an image that is here under that name, and answers the manifest's descriptor.
    Manifest push(Reference reference, Optional<RegistryLogin> login, PullProgress progress);

    /// Asks for a manifest without fetching it.
    Manifest manifest(Reference reference, Optional<RegistryLogin> login);

    /// Tries to sign in at a registry's address; UNAUTHORIZED if it refuses.
    void login(String address, RegistryLogin login);
}
