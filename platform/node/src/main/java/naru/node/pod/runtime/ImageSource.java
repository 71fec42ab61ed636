package naru.node.pod.runtime;

import java.util.Optional;
import naru.image.RegistryLogin;

/// Images as the agent needs them. Safe for use by many threads; calls may block.
public interface ImageSource {
    /// An image that is here.
    ///
    /// @param id of it
    /// @param digest its name with digest where it came from a registry, else its id
    /// @param user who its processes are, or empty
    /// @param made whether it was made on this machine and never had a registry
    record Local(String id, String digest, String user, boolean made) {}

    /// The image of a name, if it is here.
    Optional<Local> find(String reference);

    /// Fetches an image from its registry.
    void pull(String reference, Optional<RegistryLogin> login);
}
