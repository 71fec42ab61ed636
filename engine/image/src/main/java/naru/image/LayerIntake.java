package naru.image;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import naru.base.DiskFull;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Takes layers in from streams that can be read once: the bytes go to the content store, and the files that they hold
/// are unpacked on the way. Safe for use by many threads on different streams.
final class LayerIntake {
    private static final int HEAD = 512;
    private static final int BUFFER = 128 * 1024;
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r'};
    private static final int USTAR_AT = 257;

    private final Content content;
    private final Layers layers;

    LayerIntake(Content content, Layers layers) {
        this.content = content;
        this.layers = layers;
    }

    /// A layer that was taken in. Close it: files that were not kept go away, the blob stays.
    ///
    /// @param blob its bytes as they came
    /// @param files its files and the digest of their archive; null for bytes that cannot be unpacked
    record Taken(Descriptor blob, @Nullable Files files) implements AutoCloseable {
        /// Unpacked files.
        record Files(String diffId, Layers.Draft draft) {}

        /// Keeps its files, if they are those of this layer.
        void keepFor(String diffId) {
            if (files != null && files.diffId().equals(diffId)) {
                files.draft().keep(new Layer(diffId, blob));
            }
        }

        @Override
        public void close() {
            if (files != null) {
                files.draft().close();
            }
        }
    }

    /// Takes in what may be a layer, or something else.
    ///
    /// @param expected its digest, another one is an INVALID fault; empty if it is not known
    Taken attempt(InputStream stream, String expected) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream, BUFFER);
        buffered.mark(HEAD);
        byte[] head = buffered.readNBytes(HEAD);
        buffered.reset();
        if (!isArchive(head) || (!expected.isEmpty() && content.has(expected))) {
            return new Taken(content.ingest(buffered, MediaTypes.OCI_LAYER, expected), null);
        }
        return take(buffered, expected, true);
    }

    /// Takes in a layer and keeps its files; what is none is an INVALID fault, and nothing of it is kept.
    Layer take(InputStream stream) throws IOException {
        try (Taken taken = take(LayerStreams.asLayer(stream), "", false)) {
            String diffId = Objects.requireNonNull(taken.files()).diffId();
            taken.keepFor(diffId);
            return new Layer(diffId, taken.blob());
        }
    }

    private Taken take(InputStream stream, String expected, boolean mayFail) throws IOException {
        Layers.Draft draft = layers.draft();
        boolean taken = false;
        try (Content.Upload upload = content.beginUnread();
                AsideOutput aside = new AsideOutput(upload)) { // digests and writes while the files are unpacked
            Copied copied = new Copied(stream, aside);
            Optional<String> diffId = unpack(copied, draft, mayFail);
            copied.transferTo(OutputStream.nullOutputStream());
            aside.finish();
            String digest = upload.commit(expected);
            Descriptor blob = Archives.descriptor(content, digest);
            taken = diffId.isPresent();
            return new Taken(
                    blob,
                    diffId.map(id -> new Taken.Files(id.isEmpty() ? digest : id, draft))
                            .orElse(null));
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw DiskFull.fault(e);
            }
            throw e;
        } finally {
            if (!taken) {
                draft.close();
            }
        }
    }

    /// The digest of the archive that was unpacked, empty text if that is the stream's own; nothing if it could not be.
    private static Optional<String> unpack(Copied copied, Layers.Draft draft, boolean mayFail) throws IOException {
        try {
            LayerStreams.Opened opened = LayerStreams.opened(copied);
            if (!opened.compressed()) {
                draft.fill(opened.stream());
                return Optional.of("");
            }
            DigestInputStream plain = new DigestInputStream(opened.stream(), Digests.hash());
            draft.fill(plain);
            return Optional.of(Digests.finish(plain.getMessageDigest()));
        } catch (Fault | IOException e) {
            if (mayFail && !copied.broken() && !DiskFull.is(e) && !isTooMuch(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isTooMuch(Exception e) {
        return e instanceof Fault fault && fault.kind() == Fault.Kind.TOO_LARGE;
    }

    private static boolean isArchive(byte[] head) {
        String compression = LayerStreams.compression(head).orElse("");
        return !compression.isEmpty()
                || (head.length == HEAD
                        && Arrays.equals(head, USTAR_AT, USTAR_AT + USTAR.length, USTAR, 0, USTAR.length));
    }

    /// Writes what is read from it to a blob.
    private static final class Copied extends FilterInputStream {
        private final OutputStream blob;
        private boolean broken;

        Copied(InputStream in, OutputStream blob) {
            super(in);
            this.blob = blob;
        }

        /// Whether the stream itself, or the blob, failed: there is no rest to be read.
        boolean broken() {
            return broken;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = in.read(bytes, offset, length);
                if (count > 0) {
                    blob.write(bytes, offset, count);
                }
                return count;
            } catch (IOException | Fault e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(count, BUFFER)]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
