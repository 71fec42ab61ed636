package naru.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.http.Exchange;
import naru.image.registry.Registry;
import naru.image.registry.Uploads;

/// Calls about blobs and their uploads.
record BlobCalls(Registry registry, Uploads uploads) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})(?:/.*)?");
    private static final String BYTES = "application/octet-stream";

    private static String name(Exchange exchange) {
        return Registry.repository(exchange.variable("name"));
    }

    void get(Exchange exchange) throws IOException {
        name(exchange);
        String digest = exchange.variable("digest");
        long size = registry.blobSize(digest);
        exchange.set("Docker-Content-Digest", digest).set("Accept-Ranges", "bytes");
        exchange.set("Content-Type", BYTES).set("ETag", "\"" + digest + "\"");
        Matcher range = RANGE.matcher(exchange.header("Range"));
        if (exchange.method().equals("HEAD")) {
            exchange.set("Content-Length", Long.toString(size)).empty(200);
        } else if (range.matches()) {
            part(exchange, digest, size, range);
        } else {
            exchange.set("Content-Length", Long.toString(size));
            copy(exchange, digest, 0, size);
        }
    }

    private void part(Exchange exchange, String digest, long size, Matcher range) throws IOException {
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        if (from > to) {
            exchange.set("Content-Range", "bytes */" + size).empty(416);
            return;
        }
        exchange.status(206).set("Content-Range", "bytes " + from + "-" + to + "/" + size);
        exchange.set("Content-Length", Long.toString(to - from + 1));
        copy(exchange, digest, from, to - from + 1);
    }

    private void copy(Exchange exchange, String digest, long from, long length) throws IOException {
        OutputStream out = exchange.output();
        try (InputStream blob = registry.openBlob(digest)) {
            blob.skipNBytes(from);
            byte[] buffer = new byte[64 * 1024];
            long left = length;
            while (left > 0) {
                int n = blob.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("the blob is shorter than it was");
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
        out.flush();
    }

    void begin(Exchange exchange) throws IOException {
        String name = name(exchange);
        String mount = exchange.query().get("mount");
        if (!mount.isEmpty() && isHere(mount)) {
            exchange.body().transferTo(OutputStream.nullOutputStream());
            created(exchange, name, mount);
            return;
        }
        String id = uploads.begin(name);
        String digest = exchange.query().get("digest");
        if (digest.isEmpty()) {
            exchange.body().transferTo(OutputStream.nullOutputStream());
            accepted(exchange, name, id, 0, 202);
            return;
        }
        try {
            uploads.append(name, id, -1, exchange.body());
        } catch (IOException | Fault e) {
            uploads.cancel(name, id);
            throw e;
        }
        uploads.finish(name, id, digest);
        created(exchange, name, digest);
    }

    private boolean isHere(String digest) {
        try {
            return registry.blobSize(digest) >= 0;
        } catch (Fault e) {
            return false; // then it is uploaded as usual
        }
    }

    void progress(Exchange exchange) throws IOException {
        String name = name(exchange);
        String id = exchange.variable("id");
        accepted(exchange, name, id, uploads.received(name, id), 204);
    }

    void append(Exchange exchange) throws IOException {
        String name = name(exchange);
        String id = exchange.variable("id");
        accepted(exchange, name, id, uploads.append(name, id, from(exchange), exchange.body()), 202);
    }

    private static long from(Exchange exchange) {
        String text = exchange.header("Content-Range");
        Matcher range = CONTENT_RANGE.matcher(text);
        if (!text.isEmpty() && !range.matches()) {
            throw Fault.conflict("malformed Content-Range: " + text);
        }
        return text.isEmpty() ? -1 : Long.parseLong(range.group(1));
    }

    void finish(Exchange exchange) throws IOException {
        String name = name(exchange);
        String id = exchange.variable("id");
        String digest = exchange.query().first("digest").orElseThrow(() -> Fault.invalid("the upload has no digest"));
        uploads.append(name, id, from(exchange), exchange.body());
        uploads.finish(name, id, digest);
        created(exchange, name, digest);
    }

    void cancel(Exchange exchange) throws IOException {
        uploads.cancel(name(exchange), exchange.variable("id"));
        exchange.empty(204);
    }

    /// The blob may be another repository's or the engine's: what nothing names is collected in time.
    void delete(Exchange exchange) throws IOException {
        name(exchange);
        registry.blobSize(exchange.variable("digest"));
        exchange.empty(202);
    }

    private static void created(Exchange exchange, String name, String digest) throws IOException {
        exchange.set("Location", "/v2/" + name + "/blobs/" + digest).set("Docker-Content-Digest", digest);
        exchange.empty(201);
    }

    private static void accepted(Exchange exchange, String name, String id, long received, int status)
            throws IOException {
        exchange.set("Location", "/v2/" + name + "/blobs/uploads/" + id).set("Docker-Upload-UUID", id);
        exchange.set("Range", "0-" + Math.max(0, received - 1));
        exchange.empty(status);
    }
}
