package naru.network;

import java.io.IOException;
import java.nio.file.Path;
import naru.base.FileState;
import naru.network.SandboxFiles.Resolver;
import org.jspecify.annotations.Nullable;

/// A resolver configuration of the host, which is read again when its file is another one: everybody who looks at a
/// container asks for it. Safe for use by many threads.
final class HostResolver {
    private final Path file;
    private volatile @Nullable Known known;

    private record Known(FileState state, Resolver resolver) {}

    HostResolver(Path file) {
        this.file = file;
    }

    /// What it says now; a file that is not there says nothing.
    Resolver read() {
        try {
            FileState now = FileState.of(file);
            Known last = known;
            if (last == null || !last.state().equals(now)) {
                last = new Known(now, Resolver.read(file));
                known = last;
            }
            return last.resolver();
        } catch (IOException _) {
            return Resolver.read(file);
        }
    }
}
