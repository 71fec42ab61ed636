package naru.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import naru.base.DiskFull;
import naru.base.DiskRoom;
import naru.base.Fault;
import naru.base.Ids;
import org.jspecify.annotations.Nullable;

/// Blobs by digest under DATA/content/sha256, shared by images, builds and the registry. Safe for use by many
/// threads.
///
/// A blob appears by rename after its bytes are on disk and its digest is verified, so what has a name is whole.
public final class Content {
    private static final int BUFFER = 128 * 1024;
    /// Bytes at the beginning of a blob that is not read soon, which go through the page cache all the same.
    private static final long CACHED = 1 << 20;

    private final Path blobs;
    private final Path ingest;
    /// Who has looked at a blob's age and deletes it, or makes it young: one at a time.
    private final Lock ages = new ReentrantLock();

    /// Opens the store in a folder, which is made if missing; half-written blobs of an earlier life are removed.
    public Content(Path folder) {
        blobs = folder.resolve("sha256");
        ingest = folder.resolve("ingest");
        try {
            Files.createDirectories(blobs);
            Files.createDirectories(ingest);
            try (Stream<Path> leftovers = Files.list(ingest)) {
                for (Path leftover : leftovers.toList()) {
                    Files.delete(leftover);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the content store in " + folder, e);
        }
    }

    /// Where a blob lies, whether it is there or not.
    public Path path(String digest) {
        return blobs.resolve(Digests.hex(digest));
    }

    /// Whether a blob is there.
    public boolean has(String digest) {
        return Files.exists(path(digest));
    }

    /// Whether a blob is there; one that is will be kept for a while, although nothing names it yet.
    public boolean claim(String digest) {
        ages.lock();
        try {
            Files.setLastModifiedTime(path(digest), FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            ages.unlock();
        }
    }

    /// Deletes what nothing needs and nobody has stored or claimed for a while, and answers the bytes that this
    /// frees.
    ///
    /// @param needed digests to keep
    /// @param age how long ago the last store or claim must be
    public long collect(Set<String> needed, Duration age) {
        Instant before = Instant.now().minus(age);
        long freed = 0;
        for (String digest : all()) {
            if (!needed.contains(digest)) {
                freed += deleteIfOlder(path(digest), before);
            }
        }
        return freed;
    }

    private long deleteIfOlder(Path blob, Instant before) {
        ages.lock();
        try {
            if (!Files.getLastModifiedTime(blob).toInstant().isBefore(before)) {
                return 0;
            }
            long size = Files.size(blob);
            Files.delete(blob);
            return size;
        } catch (NoSuchFileException e) {
            return 0; // it was deleted since it was listed
        } catch (IOException e) {
            throw failed(e);
        } finally {
            ages.unlock();
        }
    }

    /// A blob's bytes on disk; NOT_FOUND if it is not there.
    public long size(String digest) {
        try {
            return Files.size(path(digest));
        } catch (IOException e) {
            throw missing(digest, e);
        }
    }

    /// Opens a blob; NOT_FOUND if it is not there.
    public InputStream open(String digest) {
        try {
            return Files.newInputStream(path(digest));
        } catch (IOException e) {
            throw missing(digest, e);
        }
    }

    /// Reads a small blob whole; one over `limit` bytes is a TOO_LARGE fault.
    public byte[] read(String digest, int limit) {
        if (size(digest) > limit) {
            throw Fault.tooLarge("blob " + digest + " is over " + limit + " bytes");
        }
        try {
            return Files.readAllBytes(path(digest));
        } catch (IOException e) {
            throw missing(digest, e);
        }
    }

    /// Stores a small blob and answers its digest. One that is there with other bytes is damaged, and mended so.
    public String put(byte[] bytes) {
        String digest = Digests.of(bytes);
        if (!claim(digest) || !Arrays.equals(bytes, read(digest, Integer.MAX_VALUE))) {
            try (Upload upload = begin()) {
                upload.write(bytes, 0, bytes.length);
                upload.commit(digest);
            } catch (IOException e) {
                throw failed(e);
            }
        }
        return digest;
    }

    /// Stores what a stream gives, to its end, and answers its digest and size; with a digest expected, another one
    /// is an INVALID fault and nothing is kept.
    public Descriptor ingest(InputStream bytes, String mediaType, String expected) {
        try (Upload upload = begin()) {
            bytes.transferTo(upload);
            String digest = upload.commit(expected);
            return new Descriptor(mediaType, digest, upload.written());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Begins a blob of which the digest is not known yet. Close it whatever happens.
    public Upload begin() {
        return begin(Long.MAX_VALUE);
    }

    /// As [#begin], for a blob that is not read soon: if it is large, it does not go through the page cache.
    Upload beginUnread() {
        return begin(CACHED);
    }

    private Upload begin(long cached) {
        try {
            return new Upload(ingest.resolve(Ids.random()), cached);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Takes a blob away, if it is there.
    public void delete(String digest) {
        try {
            Files.deleteIfExists(path(digest));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + digest, e);
        }
    }

    /// The digests of all blobs.
    public java.util.List<String> all() {
        try (Stream<Path> files = Files.list(blobs)) {
            return files.map(file -> "sha256:" + file.getFileName()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the content store", e);
        }
    }

    private static Fault missing(String digest, IOException e) {
        return e instanceof NoSuchFileException
                ? new Fault(Fault.Kind.NOT_FOUND, "blob " + digest + " is not in the content store", e)
                : Fault.internal("cannot read blob " + digest + ": " + e.getMessage(), e);
    }

    private static Fault failed(IOException e) {
        return DiskFull.is(e)
                ? DiskFull.fault(e)
                : Fault.internal("cannot write to the content store: " + e.getMessage(), e);
    }

    /// A blob being written; used by one thread at a time. Closed without a commit, it leaves nothing.
    public final class Upload extends OutputStream {
        private final Path file;
        private final FileChannel channel;
        private final long cached;
        private final OutputStream beginning;
        private @Nullable DirectOutput rest;
        private final MessageDigest hash = Digests.hash();
        private final DiskRoom room = new DiskRoom(blobs);
        private long written;

        private Upload(Path file, long cached) throws IOException {
            this.file = file;
            this.cached = cached;
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            beginning = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room.take(length);
            int first = Math.clamp(cached - written, 0, length);
            beginning.write(bytes, offset, first);
            if (first < length) {
                rest().write(bytes, offset + first, length - first);
            }
            hash.update(bytes, offset, length);
            written += length;
        }

        private DirectOutput rest() throws IOException {
            if (rest == null) {
                beginning.flush();
                rest = new DirectOutput(file, channel, cached);
            }
            return rest;
        }

        /// Bytes so far.
        public long written() {
            return written;
        }

        /// Ends the blob and gives it its name; `expected` empty takes any digest, another one is an INVALID fault.
        public String commit(String expected) throws IOException {
            beginning.flush();
            if (rest != null) {
                rest.flush();
            }
            String digest = Digests.finish(hash);
            if (!expected.isEmpty() && !expected.equals(digest)) {
                throw Fault.invalid("the content's digest is " + digest + ", expected " + expected);
            }
            channel.force(true);
            channel.close();
            ages.lock();
            try {
                Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                ages.unlock();
            }
            return digest;
        }

        @Override
        public void close() throws IOException {
            try (channel;
                    DirectOutput _ = rest) {
                Files.deleteIfExists(file);
            }
        }
    }
}
