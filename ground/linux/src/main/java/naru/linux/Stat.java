package naru.linux;

import java.time.Instant;

/// What the kernel knows of a file, as statx(2) tells it.
///
/// @param mode type and permission bits
/// @param rdev device number of a device file: major in the upper, minor in the lower 32 bits
/// @param device number of the file system it is on
public record Stat(
        int mode, int uid, int gid, long size, Instant modified, long inode, int links, long rdev, long device) {
    private static final int TYPE = 0170000;

    /// What kind of file it is.
    public enum Type {
        /// A regular file.
        FILE,
        /// A directory.
        DIRECTORY,
        /// A symbolic link.
        SYMLINK,
        /// A character device.
        CHARACTER,
        /// A block device.
        BLOCK,
        /// A named pipe.
        FIFO,
        /// A socket.
        SOCKET
    }

    /// What kind of file it is.
    public Type type() {
        return switch (mode & TYPE) {
            case 0100000 -> Type.FILE;
            case 0040000 -> Type.DIRECTORY;
            case 0120000 -> Type.SYMLINK;
            case 0020000 -> Type.CHARACTER;
            case 0060000 -> Type.BLOCK;
            case 0010000 -> Type.FIFO;
            case 0140000 -> Type.SOCKET;
            default -> throw new IllegalStateException("file type " + Integer.toOctalString(mode));
        };
    }

    /// Permission bits with set-user-id, set-group-id and sticky.
    public int permissions() {
        return mode & 07777;
    }

    /// The same with another owner.
    Stat ownedBy(int otherUid, int otherGid) {
        return new Stat(mode, otherUid, otherGid, size, modified, inode, links, rdev, device);
    }

    /// Whether it is a directory.
    public boolean isDirectory() {
        return type() == Type.DIRECTORY;
    }
}
