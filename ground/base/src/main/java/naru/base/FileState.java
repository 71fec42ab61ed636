package naru.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// What a file was like when it was looked at: as long as this is equal, what was read of it need not be read again.
///
/// @param modified when it was last written
/// @param size in bytes
/// @param key which file it is: another one may have taken its name
public record FileState(FileTime modified, long size, String key) {
    /// What it is like now; an IOException if it is not there.
    public static FileState of(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
    }
}
