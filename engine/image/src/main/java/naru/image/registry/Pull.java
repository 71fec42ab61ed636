package naru.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.image.Content;
import naru.image.Descriptor;
import naru.image.Digests;
import naru.image.Image;
import naru.image.ImageDocument;
import naru.image.Images;
import naru.image.Layer;
import naru.image.Manifest;
import naru.image.MediaTypes;
import naru.image.Platform;
import naru.image.PullProgress;
import naru.image.Reference;

/// One pull. Used once, by one thread.
final class Pull {
    private static final int AT_ONCE = 4;
    private static final int TRIES = 5;
    private static final int MAX_DOCUMENT = 8 << 20;
    private static final String ACCEPT = String.join(
            ", ", MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_LIST, MediaTypes.DOCKER_MANIFEST);

    private final Reference reference;
    private final Session session;
    private final Images images;
    private final Content content;
    private final PullProgress progress;

    Pull(Reference reference, Session session, Images images, Content content, PullProgress progress) {
        this.reference = reference;
        this.session = session;
        this.images = images;
        this.content = content;
        this.progress = (id, status, current, total) -> {
            synchronized (progress) {
                progress.report(id, status, current, total);
            }
        };
    }

    /// A manifest as it came.
    record Got(byte[] bytes, String digest, Manifest manifest) {}

    Image run() {
        Got first = manifest(reference.selector());
        progress.line(reference.selector(), "Pulling from " + reference.repository());
        Got chosen = first.manifest() instanceof Manifest.Index index ? manifest(choose(index)) : first;
        if (!(chosen.manifest() instanceof Manifest.Single single)) {
            throw Fault.invalid("the registry's index for " + reference + " lists another index");
        }
        String pinned = reference.familiarRepository() + "@" + first.digest();
        byte[] document = document(single.config());
        List<Layer> layers = layers(single, ImageDocument.read(document).diffIds());
        boolean isNew;
        Image image;
        try (Images.Hold hold = images.hold()) {
            hold.keep(layers); // a download may take longer than what has no name is kept
            isNew = images.find(single.config().digest()).isEmpty() || !images.isComplete(layers);
            if (isNew) {
                fetch(layers);
            }
            String manifest = content.put(chosen.bytes());
            List<String> names = reference.tag().isPresent() ? List.of(named()) : List.of();
            image = images.register(document, layers, names, List.of(pinned), Optional.of(manifest));
        }
        if (isNew) {
            layers.forEach(layer -> progress.line(id(layer.blob()), "Pull complete"));
        }
        progress.line("", "Digest: " + first.digest());
        String news = isNew ? "Downloaded newer image for " : "Image is up to date for ";
        progress.line("", "Status: " + news + reference.familiar());
        return image;
    }

    private String named() {
        return new Reference(reference.registry(), reference.repository(), reference.tag(), Optional.empty())
                .familiar();
    }

    private static String id(Descriptor blob) {
        return Ids.shorten(Digests.hex(blob.digest()));
    }

    /// Fetches a manifest and checks that it is what its digest says.
    Got manifest(String selector) {
        var call = Session.Call.of("GET", Map.of("Accept", ACCEPT));
        HttpResponse<InputStream> answer = session.send(call, path("/manifests/" + selector));
        if (answer.statusCode() != 200) {
            throw refused(answer, selector);
        }
        byte[] bytes = Session.bytes(answer, Manifest.MAX_SIZE);
        String digest = Digests.of(bytes);
        if (Digests.isDigest(selector) && !selector.equals(digest)) {
            throw Fault.invalid("the registry's manifest has the digest " + digest + ", asked was " + selector);
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return new Got(bytes, digest, Manifest.read(bytes, type));
    }

    private Fault refused(HttpResponse<InputStream> answer, String selector) {
        int status = answer.statusCode();
        String said = Session.error(answer);
        boolean unknownName = said.startsWith("NAME_UNKNOWN");
        if (status == 404 && !unknownName) {
            return Fault.notFound("manifest for " + reference.familiar() + " not found: manifest unknown: "
                    + (said.isEmpty() ? "manifest unknown" : said.replaceFirst("^[A-Z_]+: ", "")));
        }
        if (status == 401 || status == 403 || status == 404) {
            return Fault.notFound("pull access denied for " + reference.familiarRepository()
                    + ", repository does not exist or may require 'docker login': denied: requested access to the"
                    + " resource is denied");
        }
        return Fault.unavailable(
                "the registry " + reference.registry() + " answered " + status + " for " + selector
                        + (said.isEmpty() ? "" : ": " + said),
                null);
    }

    private String choose(Manifest.Index index) {
        return index.choose("linux", Platform.ARCHITECTURE)
                .orElseThrow(() -> Fault.notFound("no matching manifest for linux/" + Platform.ARCHITECTURE
                        + " in the manifest list entries of " + reference.familiar()))
                .descriptor()
                .digest();
    }

    private byte[] document(Descriptor config) {
        if (config.size() > MAX_DOCUMENT) {
            throw Fault.tooLarge("the image's configuration is over " + MAX_DOCUMENT + " bytes");
        }
        if (!content.claim(config.digest())) {
            download(config, PullProgress.silent());
        }
        return content.read(config.digest(), MAX_DOCUMENT);
    }

    private static List<Layer> layers(Manifest.Single manifest, List<String> diffIds) {
        if (diffIds.size() != manifest.layers().size()) {
            throw Fault.invalid("the image's configuration names " + diffIds.size() + " layers, its manifest "
                    + manifest.layers().size());
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < diffIds.size(); i++) {
            layers.add(new Layer(diffIds.get(i), manifest.layers().get(i)));
        }
        return layers;
    }

    private void fetch(List<Layer> layers) {
        List<Runnable> jobs = new ArrayList<>();
        for (Descriptor blob : layers.stream().map(Layer::blob).distinct().toList()) {
            if (content.claim(blob.digest())) {
                progress.line(id(blob), "Already exists");
            } else {
                progress.line(id(blob), "Pulling fs layer");
                jobs.add(() -> download(blob, progress));
            }
        }
        Parallel.run(AT_ONCE, jobs);
    }

    /// Fetches a blob; when the connection breaks, goes on where it broke.
    private void download(Descriptor blob, PullProgress listener) {
        try (Content.Upload into = content.begin()) {
            for (int tries = 1; into.written() < blob.size() || tries == 1; tries++) {
                try {
                    part(blob, into, listener);
                } catch (IOException e) {
                    if (tries == TRIES) {
                        throw Fault.unavailable("the download of " + blob.digest() + " broke " + TRIES + " times", e);
                    }
                }
            }
            listener.line(id(blob), "Verifying Checksum");
            into.commit(blob.digest());
            listener.line(id(blob), "Download complete");
        } catch (IOException e) {
            throw Fault.internal("cannot store blob " + blob.digest() + ": " + e.getMessage(), e);
        }
    }

    private void part(Descriptor blob, Content.Upload into, PullProgress listener) throws IOException {
        long from = into.written();
        Map<String, String> headers = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
        HttpResponse<InputStream> answer =
                session.send(Session.Call.of("GET", headers), path("/blobs/" + blob.digest()));
        if (answer.statusCode() != 200 && answer.statusCode() != 206) {
            throw refused(answer, blob.digest());
        }
        try (InputStream body = answer.body()) {
            if (from > 0 && answer.statusCode() == 200) {
                body.skipNBytes(from); // a registry without ranges
            }
            copy(body, blob, into, listener);
        }
    }

    private static void copy(InputStream body, Descriptor blob, Content.Upload into, PullProgress listener)
            throws IOException {
        byte[] buffer = new byte[128 * 1024];
        long told = System.nanoTime();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            if (into.written() + n > blob.size()) {
                throw Fault.invalid(
                        "the registry sends more of " + blob.digest() + " than its " + blob.size() + " bytes");
            }
            into.write(buffer, 0, n);
            if (System.nanoTime() - told > 100_000_000L) {
                told = System.nanoTime();
                listener.report(id(blob), "Downloading", into.written(), blob.size());
            }
        }
        if (into.written() < blob.size()) {
            throw new java.io.EOFException("the connection ended early");
        }
    }

    private java.net.URI path(String rest) {
        return session.at("/v2/" + reference.repository() + rest);
    }
}
