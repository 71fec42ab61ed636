package naru.container;

import java.util.List;
import naru.network.EndpointSpec;
import naru.network.PortBinding;
import org.jspecify.annotations.Nullable;

/// What is to be otherwise about a container that there is.
///
/// @param publish ports to publish too
/// @param unpublish ports no longer published: of the container, `80` or `80/udp`
/// @param env `NAME=value` to set
/// @param unsetEnv names of variables to take away
/// @param mounts to have too; one at the same path goes
/// @param unmount paths of mounts to take away
/// @param connect networks to be part of
/// @param disconnect networks to leave
/// @param resources limits; zero and empty leave what is there
/// @param restart policy, or null to leave it
public record Edit(
        List<PortBinding> publish,
        List<String> unpublish,
        List<String> env,
        List<String> unsetEnv,
        List<MountSpec> mounts,
        List<String> unmount,
        List<EndpointSpec> connect,
        List<String> disconnect,
        Resources resources,
        @Nullable RestartPolicy restart) {
    /// What changes.
    ///
    /// @param what such as `port 80/tcp` or `env PATH`; the value of a variable is not told, since it may be secret
    /// @param before as it is, or empty
    /// @param after as it will be, or empty
    /// @param restarts whether the container must be started again for it
    public record Difference(String what, String before, String after, boolean restarts) {}
}
