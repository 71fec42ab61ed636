package naru.container;

import java.util.List;
import java.util.Map;

/// What a container sees of the machine's files.
///
/// @param binds `SOURCE:TARGET[:OPTIONS]` as `-v` takes them; a source that is no path is a volume's name
/// @param mounts as `--mount` takes them
/// @param tmpfs mount options by path
/// @param volumesFrom containers whose mounts it has too, `REF[:ro]`
/// @param readonlyRootfs nothing outside of mounts can be written
/// @param shmSize bytes of /dev/shm, 0 for 64 MiB
/// @param volumeDriver of volumes that `binds` make, empty for `local`
public record Storage(
        List<String> binds,
        List<MountSpec> mounts,
        Map<String, String> tmpfs,
        List<String> volumesFrom,
        boolean readonlyRootfs,
        long shmSize,
        String volumeDriver) {
    /// With volumes of the local driver.
    public Storage(
            List<String> binds,
            List<MountSpec> mounts,
            Map<String, String> tmpfs,
            List<String> volumesFrom,
            boolean readonlyRootfs,
            long shmSize) {
        this(binds, mounts, tmpfs, volumesFrom, readonlyRootfs, shmSize, "");
    }

    /// Nothing.
    public static final Storage NONE = new Storage(List.of(), List.of(), Map.of(), List.of(), false, 0);

    /// Binds alone.
    public static Storage binds(String... binds) {
        return new Storage(List.of(binds), List.of(), Map.of(), List.of(), false, 0);
    }

    /// Mounts alone.
    public static Storage mounts(MountSpec... mounts) {
        return new Storage(List.of(), List.of(mounts), Map.of(), List.of(), false, 0);
    }
}
