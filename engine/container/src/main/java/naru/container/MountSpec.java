package naru.container;

import java.util.List;
import java.util.Map;

/// A mount as `--mount` asks for it.
///
/// @param type what is mounted
/// @param source absolute path of the host, or a volume's name; empty for a new anonymous volume
/// @param target absolute path in the container
/// @param readOnly nobody in the container can write
/// @param consistency kept and shown
/// @param propagation for binds: `rprivate` (also empty), `private`, `rshared`, `shared`, `rslave`, `slave`
/// @param nonRecursive for binds: without mounts below the source
/// @param createMountpoint for binds: make a missing source
/// @param noCopy for volumes: do not fill an empty one from the image
/// @param labels for volumes
/// @param driver for volumes
/// @param driverOptions for volumes
/// @param subpath for volumes: folder inside the volume
/// @param tmpfsSize for tmpfs: bytes, 0 for half the memory
/// @param tmpfsMode for tmpfs: permissions, 0 for 01777
/// @param tmpfsOptions for tmpfs: further mount options
public record MountSpec(
        Type type,
        String source,
        String target,
        boolean readOnly,
        String consistency,
        String propagation,
        boolean nonRecursive,
        boolean createMountpoint,
        boolean noCopy,
        Map<String, String> labels,
        String driver,
        Map<String, String> driverOptions,
        String subpath,
        long tmpfsSize,
        int tmpfsMode,
        List<String> tmpfsOptions) {
    /// What is mounted.
    public enum Type {
        /// A path of the host.
        BIND,
        /// A volume.
        VOLUME,
        /// Memory.
        TMPFS
    }

    /// A bind mount.
    public static MountSpec bind(String source, String target, boolean readOnly) {
        return new MountSpec(
                Type.BIND, source, target, readOnly, "", "", false, false, false, Map.of(), "", Map.of(), "", 0, 0,
                List.of());
    }

    /// A volume.
    public static MountSpec volume(String name, String target, boolean readOnly) {
        return new MountSpec(
                Type.VOLUME,
                name,
                target,
                readOnly,
                "",
                "",
                false,
                false,
                false,
                Map.of(),
                "",
                Map.of(),
                "",
                0,
                0,
                List.of());
    }

    /// Memory.
    public static MountSpec tmpfs(String target) {
        return new MountSpec(
                Type.TMPFS,
                "",
                target,
                false,
                "",
                "",
                false,
                false,
                false,
                Map.of(),
                "",
                Map.of(),
                "",
                0,
                0,
                List.of());
    }
}
