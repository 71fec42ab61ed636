package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import naru.base.Fault;
import naru.image.LayerUnpacker;
import naru.image.tar.TarEntry;
import naru.image.tar.TarReader;
import naru.image.tar.TarWriter;
import naru.linux.InRoot;

/// An archive of which everything is to belong to one user.
final class OwnedArchive {
    private static final int BUFFER = 1 << 16;

    private OwnedArchive() {}

    /// Unpacks it in a folder, as [LayerUnpacker#files] does.
    static void unpack(InputStream tar, Users owner, InRoot folder, boolean keepKinds) throws IOException {
        try (PipedInputStream in = new PipedInputStream(BUFFER)) {
            PipedOutputStream out = new PipedOutputStream(in);
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try (out) {
                    rewrite(tar, owner, out);
                    done.complete(null);
                } catch (IOException | RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
            LayerUnpacker.files(in, folder, keepKinds);
            in.transferTo(OutputStream.nullOutputStream());
            await(done);
        }
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

    private static void await(CompletableFuture<Void> done) throws IOException {
        try {
            done.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException broken -> throw broken;
                case Fault fault -> throw fault;
                case null, default -> throw e;
            }
        }
    }
}
