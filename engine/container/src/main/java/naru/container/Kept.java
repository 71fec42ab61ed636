package naru.container;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import naru.network.Sandbox;

/// What is remembered of a container on disk: everything that the kernel cannot tell again.
///
/// @param id full id
/// @param name without slash
/// @param created when it was created
/// @param spec as asked, merged with what its image says
/// @param imageId full id of its image
/// @param command entrypoint and arguments
/// @param state as last seen
/// @param mounts what it sees of the machine
/// @param sandbox its network as last opened
/// @param restartCount restarts in a row by its policy
/// @param stopped whether somebody stopped it by hand
record Kept(
        String id,
        String name,
        Instant created,
        ContainerSpec spec,
        String imageId,
        List<String> command,
        State state,
        List<MountPoint> mounts,
        Optional<Sandbox> sandbox,
        int restartCount,
        boolean stopped) {
    /// Refuses null, as a record on disk may have it.
    Kept {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(imageId, "imageId");
        Objects.requireNonNull(state, "state");
        command = List.copyOf(command);
        mounts = List.copyOf(mounts);
    }

    Kept in(State other) {
        return new Kept(id, name, created, spec, imageId, command, other, mounts, sandbox, restartCount, stopped);
    }

    Kept named(String other) {
        return new Kept(id, other, created, spec, imageId, command, state, mounts, sandbox, restartCount, stopped);
    }

    Kept inside(Optional<Sandbox> other) {
        return new Kept(id, name, created, spec, imageId, command, state, mounts, other, restartCount, stopped);
    }

    Kept counted(int restarts) {
        return new Kept(id, name, created, spec, imageId, command, state, mounts, sandbox, restarts, stopped);
    }

    Kept stoppedByHand(boolean byHand) {
        return new Kept(id, name, created, spec, imageId, command, state, mounts, sandbox, restartCount, byHand);
    }

    Kept withMounts(List<MountPoint> other) {
        return new Kept(id, name, created, spec, imageId, command, state, other, sandbox, restartCount, stopped);
    }

    Kept asked(ContainerSpec other) {
        return new Kept(id, name, created, other, imageId, command, state, mounts, sandbox, restartCount, stopped);
    }
}
