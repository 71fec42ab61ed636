package naru.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import naru.network.SandboxFiles.Resolver;
import org.jspecify.annotations.Nullable;

/// A resolver configuration of the host, which is read again when its file is another one: everybody who looks at a
/// container asks for it. Safe for use by many threads.
final class HostResolver {
    private final Path file;
    private volatile @Nullable Known known;

    /// What was read, and what its file was like.
    private record Known(FileTime modified, long size, String key, Resolver resolver) {
        boolean isOf(BasicFileAttributes now) {
            return modified.equals(now.lastModifiedTime())
                    && size == now.size()
                    && key.equals(String.valueOf(now.fileKey()));
        }
    }

    HostResolver(Path file) {
        this.file = file;
    }

    /// What it says now; a file that is not there says nothing.
    Resolver read() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Known last = known;
            if (last != null && last.isOf(now)) {
                return last.resolver();
            }
            Resolver resolver = Resolver.read(file);
            known = new Known(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()), resolver);
            return resolver;
        } catch (IOException _) {
            return Resolver.read(file);
        }
    }

    /// Whether there is such a file.
    boolean isThere() {
        return Files.exists(file);
    }
}
