package naru.container;

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
public record MountPoint(
        MountSpec.Type type,
        String name,
        String source,
        String destination,
        String driver,
        String mode,
        boolean writable,
        String propagation) {}
