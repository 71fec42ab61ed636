package naru.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.base.Fault;
import naru.base.Ids;
import naru.image.Content;
import naru.image.Digests;

/// Blobs that are on their way to the registry. Safe for use by many threads; one upload is written by one at a
/// time.
///
/// An upload lives in this process: after a restart its client begins again. One that is idle for an hour is
/// dropped.
public final class Uploads implements AutoCloseable {
    private static final int MAX = 256;
    private static final Duration IDLE = Duration.ofHours(1);

    private final Content content;
    private final Map<String, Upload> open = new LinkedHashMap<>();

    /// One of them.
    private static final class Upload {
        private final String repository;
        private final Content.Upload blob;
        private Instant used = Instant.now();

        Upload(String repository, Content.Upload blob) {
            this.repository = repository;
            this.blob = blob;
        }
    }

    /// Uploads into a content store.
    public Uploads(Content content) {
        this.content = content;
    }

    /// Begins an upload and answers its id.
    public String begin(String repository) {
        String id = Ids.random();
        synchronized (open) {
            dropIdle();
            if (open.size() >= MAX) {
                throw Fault.unavailable("over " + MAX + " uploads are open: try again later", null);
            }
            open.put(id, new Upload(repository, content.begin()));
        }
        return id;
    }

    private void dropIdle() {
        for (Iterator<Upload> all = open.values().iterator(); all.hasNext(); ) {
            Upload upload = all.next();
            if (upload.used.isBefore(Instant.now().minus(IDLE))) {
                close(upload);
                all.remove();
            }
        }
    }

    /// Bytes that have come; NOT_FOUND if there is no such upload.
    public long received(String repository, String id) {
        return find(repository, id).blob.written();
    }

    /// Adds bytes and answers how many there are now; with `from` 0 or more they must continue exactly there, else
    /// it is a CONFLICT fault.
    public long append(String repository, String id, long from, InputStream bytes) throws IOException {
        Upload upload = find(repository, id);
        synchronized (upload) {
            if (from >= 0 && from != upload.blob.written()) {
                throw Fault.conflict("the upload continues at byte " + upload.blob.written() + ", not at " + from);
            }
            upload.used = Instant.now();
            bytes.transferTo(upload.blob);
            upload.used = Instant.now();
            return upload.blob.written();
        }
    }

    /// Ends an upload as the blob of that digest; another digest is an INVALID fault, and the upload is over.
    public void finish(String repository, String id, String digest) throws IOException {
        Digests.check(digest);
        Upload upload = find(repository, id);
        synchronized (upload) {
            try {
                upload.blob.commit(digest);
            } finally {
                forget(id, upload);
            }
        }
    }

    /// Gives an upload up.
    public void cancel(String repository, String id) {
        forget(id, find(repository, id));
    }

    private Upload find(String repository, String id) {
        synchronized (open) {
            Upload upload = open.get(id);
            if (upload == null || !upload.repository.equals(repository)) {
                throw Fault.notFound("blob upload unknown to registry: " + id);
            }
            return upload;
        }
    }

    private void forget(String id, Upload upload) {
        synchronized (open) {
            open.remove(id);
        }
        close(upload);
    }

    private static void close(Upload upload) {
        try {
            upload.blob.close();
        } catch (IOException e) {
            System.getLogger("naru.image").log(System.Logger.Level.WARNING, "an upload was not removed", e);
        }
    }

    /// Gives every upload up.
    @Override
    public void close() {
        synchronized (open) {
            open.values().forEach(Uploads::close);
            open.clear();
        }
    }
}
