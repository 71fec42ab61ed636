package naru.linux;

import java.nio.file.Path;

/// Whose files are whose in a mount: one owner and one group of the file system are others in the mount, and what is
/// made by those in the mount belongs to that owner and group (mount_setattr(2), MOUNT_ATTR_IDMAP). All
/// other numbers are the same on both sides, but for the two of each pair: the mount's have no files of
/// their own on the file system, and the file system's are nobody in the mount.
///
/// @param fileUid owner on the file system
/// @param mountUid the same in the mount
/// @param fileGid group on the file system
/// @param mountGid the same in the mount
public record OwnerMap(int fileUid, int mountUid, int fileGid, int mountGid) {
    /// One more than the greatest number that somebody can have; the number itself means nobody (user_namespaces(7)).
    private static final long END = 0xffff_ffffL;

    /// Whether the file system shows what the mount shows.
    public boolean isNothing() {
        return fileUid == mountUid && fileGid == mountGid;
    }

    /// Mounts what is at `source` on `target`, mapped so. A refusal is an [Errno]: EINVAL where the file system cannot
    /// do it, ENOSYS where the kernel cannot (before 5.12).
    ///
    /// @param recursive with the mounts below the source, all of which must be able to do it
    public void mount(Path source, Path target, boolean recursive) {
        try (UserNamespace namespace = UserNamespace.of(lines(fileUid, mountUid), lines(fileGid, mountGid))) {
            namespace.mount(source, target, recursive);
        }
    }

    /// The map as uid_map(5) wants it: first of the file system, first of the mount, how many.
    static String lines(int file, int mount) {
        long one = Integer.toUnsignedLong(file);
        long other = Integer.toUnsignedLong(mount);
        if (one == other) {
            return "0 0 " + END + "\n";
        }
        long low = Math.min(one, other);
        long high = Math.max(one, other);
        return same(0, low) + same(low + 1, high) + same(high + 1, END) + one + " " + other + " 1\n";
    }

    private static String same(long from, long to) {
        return from < to ? from + " " + from + " " + (to - from) + "\n" : "";
    }
}
