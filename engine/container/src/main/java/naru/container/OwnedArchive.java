package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import naru.image.tar.TarWriter;
import naru.linux.InRoot;

/// An archive of which everything is to belong to one user.
final class OwnedArchive {
    private OwnedArchive() {}

    /// Unpacks it in a folder, as [LayerUnpacker#files] does.
    static void unpack(InputStream tar, Users owner, InRoot folder, boolean keepKinds) throws IOException {
        PipedArchive.unpack(out -> rewrite(tar, owner, out), folder, keepKinds);
    }

    private static void rewrite(InputStream tar, Users owner, OutputStream out) throws IOException {
        TarReader reader = new TarReader(tar);
        try (TarWriter writer = new TarWriter(out)) {
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                writer.put(owned(entry.get(), owner), reader.data());
            }
        }
    }

    private static TarEntry owned(TarEntry entry, Users owner) {
        return new TarEntry(
                entry.name(),
                entry.type(),
                entry.mode(),
                owner.uid(),
                owner.gid(),
                entry.size(),
                entry.modified(),
                entry.link(),
                entry.major(),
                entry.minor(),
                entry.xattrs());
    }
}
