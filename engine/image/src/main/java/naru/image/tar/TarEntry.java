package naru.image.tar;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// One entry's head.
///
/// @param name path as the archive has it, not checked
/// @param type what it is
/// @param mode permission bits with set-id and sticky
/// @param uid owner
/// @param gid group
/// @param size bytes of data that follow; 0 unless a file
/// @param modified time of the last change
/// @param link where a link points; empty otherwise
/// @param major device number, for devices
/// @param minor device number, for devices
/// @param xattrs extended attributes by name
public record TarEntry(
        String name,
        Type type,
        int mode,
        int uid,
        int gid,
        long size,
        Instant modified,
        String link,
        int major,
        int minor,
        Map<String, byte[]> xattrs) {

    /// What an entry is.
    public enum Type {
        /// Regular file.
        FILE,
        /// Directory.
        DIRECTORY,
        /// Symbolic link.
        SYMLINK,
        /// Another name for an earlier entry.
        HARDLINK,
        /// Character device.
        CHARACTER,
        /// Block device.
        BLOCK,
        /// Named pipe.
        FIFO
    }

    /// Copies the attributes.
    public TarEntry {
        xattrs = java.util.Collections.unmodifiableMap(new TreeMap<>(xattrs));
    }

    /// A regular file.
    public static TarEntry file(String name, int mode, long size, Instant modified) {
        return new TarEntry(name, Type.FILE, mode, 0, 0, size, modified, "", 0, 0, Map.of());
    }

    /// A directory.
    public static TarEntry directory(String name, int mode, Instant modified) {
        return new TarEntry(name, Type.DIRECTORY, mode, 0, 0, 0, modified, "", 0, 0, Map.of());
    }

    /// The same under another name.
    public TarEntry named(String other) {
        return new TarEntry(other, type, mode, uid, gid, size, modified, link, major, minor, xattrs);
    }
}
