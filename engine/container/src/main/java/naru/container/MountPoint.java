package naru.container;

import java.util.List;

/// A mount that a container has.
///
/// @param type what is mounted
/// @param name of the volume, or empty
/// @param source path on the host, or empty for tmpfs
/// @param destination path in the container
/// @param driver of the volume, or empty
/// @param mode options as asked
/// @param writable whether it can be written
/// @param propagation of binds
/// @param subpath folder inside the volume that is mounted instead of it, or empty
/// @param recursive for binds: with the mounts below the source
/// @param topOnly if it is read-only, the mounts below the source are not
public record MountPoint(
        MountSpec.Type type,
        String name,
        String source,
        String destination,
        String driver,
        String mode,
        boolean writable,
        String propagation,
        String subpath,
        boolean recursive,
        boolean topOnly) {
    /// Whether an option was asked for.
    boolean hasWord(String word) {
        return List.of(mode.split(",")).contains(word);
    }

    MountPoint asReadOnly() {
        return new MountPoint(
                type, name, source, destination, driver, mode, false, propagation, subpath, recursive, topOnly);
    }
}
