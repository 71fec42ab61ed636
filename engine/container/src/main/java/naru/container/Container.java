package naru.container;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.network.Sandbox;

/// A container as it was when asked for. Immutable.
///
/// @param id 64 hexadecimal digits
/// @param name without slash
/// @param created when
/// @param spec what was asked, with what the image adds to its configuration
/// @param imageId of the image it was made from
/// @param command the whole command: entry point and arguments
/// @param state where it is in its life
/// @param health what health tests found
/// @param mounts what is mounted in it
/// @param sandbox its network while it runs
/// @param restartCount how often its policy started it again
/// @param execIds commands running in it besides its own
/// @param folder DATA/containers/ID, with `resolv.conf`, `hosts`, `hostname` and `log`
public record Container(
        String id,
        String name,
        Instant created,
        ContainerSpec spec,
        String imageId,
        List<String> command,
        State state,
        Health health,
        List<MountPoint> mounts,
        Optional<Sandbox> sandbox,
        int restartCount,
        List<String> execIds,
        Path folder) {
    /// Copies the lists.
    public Container {
        command = List.copyOf(command);
        mounts = List.copyOf(mounts);
        execIds = List.copyOf(execIds);
    }

    /// Whether it has a process (running or paused).
    public boolean isAlive() {
        return switch (state) {
            case State.Running _, State.Paused _ -> true;
            case State.Created _, State.Restarting _, State.Exited _ -> false;
        };
    }
}
