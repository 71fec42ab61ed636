package naru.container;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import naru.base.Fault;
import naru.image.LayerUnpacker;
import naru.linux.InRoot;
import org.jspecify.annotations.Nullable;

/// An archive that is unpacked while it is being written.
final class PipedArchive {
    private static final int BUFFER = 1 << 16;

    private PipedArchive() {}

    /// What writes the archive, on a thread of its own.
    @FunctionalInterface
    interface Source {
        void write(OutputStream out) throws IOException;
    }

    /// Unpacks it in a folder, as [LayerUnpacker#files] does. Fails if either side fails: an archive that
    /// was not written to its end is not taken for a shorter one.
    static void unpack(Source source, InRoot folder, boolean keepKinds) throws IOException {
        CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
        try (PipedInputStream in = new PipedInputStream(BUFFER)) {
            PipedOutputStream out = new PipedOutputStream(in);
            Thread.startVirtualThread(() -> write(source, out, written));
            LayerUnpacker.files(in, folder, keepKinds);
            in.transferTo(OutputStream.nullOutputStream());
            await(written);
        } catch (IOException | RuntimeException e) {
            if (written.isCompletedExceptionally()) {
                await(written);
            }
            throw e;
        }
    }

    /// Says how it ended before the other side sees the end.
    private static void write(Source source, PipedOutputStream out, CompletableFuture<@Nullable Void> written) {
        try (out) {
            try {
                source.write(out);
                written.complete(null);
            } catch (IOException | RuntimeException e) {
                written.completeExceptionally(e);
            }
        } catch (IOException e) {
            System.getLogger("naru.container").log(System.Logger.Level.DEBUG, "a pipe was not closed", e);
        }
    }

    private static void await(CompletableFuture<@Nullable Void> written) throws IOException {
        try {
            written.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException broken -> throw broken;
                case Fault fault -> throw fault;
                case null, default -> throw e;
            }
        }
    }
}
