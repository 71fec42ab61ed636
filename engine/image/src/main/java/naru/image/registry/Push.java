package naru.image.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.image.Archives;
import naru.image.Content;
import naru.image.Descriptor;
import naru.image.Digests;
import naru.image.Image;
import naru.image.Images;
import naru.image.Layer;
import naru.image.Manifest;
import naru.image.PullProgress;
import naru.image.Reference;

/// One push. Used once, by one thread.
final class Push {
    private static final int AT_ONCE = 4;

    private final Reference reference;
    private final Image image;
    private final Session session;
    private final Images images;
    private final Content content;
    private final PullProgress progress;

    Push(Reference reference, Image image, Session session, Images images, Content content, PullProgress progress) {
        this.reference = reference;
        this.image = image;
        this.session = session;
        this.images = images;
        this.content = content;
        this.progress = (id, status, current, total) -> {
            synchronized (progress) {
                progress.report(id, status, current, total);
            }
        };
    }

    Descriptor run() {
        progress.line(
                "", "The push refers to repository [" + reference.registry() + "/" + reference.repository() + "]");
        Descriptor manifest = Archives.manifest(image, content);
        byte[] json = content.read(manifest.digest(), Manifest.MAX_SIZE);
        List<Runnable> jobs = new ArrayList<>();
        for (Layer layer : image.layers().stream().distinct().toList()) {
            String id = Ids.shorten(Digests.hex(layer.diffId()));
            progress.line(id, "Preparing");
            jobs.add(() -> blob(layer.blob(), id));
        }
        Parallel.run(AT_ONCE, jobs);
        if (Manifest.read(json, "") instanceof Manifest.Single single) {
            blob(single.config(), "");
        }
        put(manifest, json);
        images.addDigest(image.id(), reference.familiarRepository() + "@" + manifest.digest(), manifest.digest());
        progress.line(
                "", reference.tag().orElse("latest") + ": digest: " + manifest.digest() + " size: " + manifest.size());
        return manifest;
    }

    private void blob(Descriptor blob, String id) {
        HttpResponse<InputStream> there = session.send(Session.Call.of("HEAD"), path("/blobs/" + blob.digest()));
        Session.discard(there);
        if (there.statusCode() == 200) {
            told(id, "Layer already exists");
            return;
        }
        HttpResponse<InputStream> begun =
                session.send(Session.Call.of("POST", Map.of()), path("/blobs/uploads/" + mount(blob)));
        if (begun.statusCode() == 201) {
            Session.discard(begun);
            told(id, "Mounted from " + other().orElse(""));
            return;
        }
        if (begun.statusCode() != 202) {
            throw refused(begun);
        }
        Session.discard(begun);
        upload(blob, id, location(begun));
        told(id, "Pushed");
    }

    private void told(String id, String status) {
        if (!id.isEmpty()) {
            progress.line(id, status);
        }
    }

    private String mount(Descriptor blob) {
        return other().map(from -> "?mount=" + blob.digest() + "&from=" + from).orElse("");
    }

    /// Another repository of the same registry that has this image.
    private Optional<String> other() {
        return image.digests().stream()
                .map(Reference::parse)
                .filter(known -> known.registry().equals(reference.registry())
                        && !known.repository().equals(reference.repository()))
                .map(Reference::repository)
                .findFirst();
    }

    private URI location(HttpResponse<?> answer) {
        String location = answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> Fault.unavailable("the registry named no place to upload to", null));
        return answer.uri().resolve(location);
    }

    private void upload(Descriptor blob, String id, URI place) {
        String joint = place.getRawQuery() == null ? "?" : "&";
        URI target = URI.create(place + joint + "digest=" + blob.digest());
        BodyPublisher bytes = blob.size() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> counted(blob, id)), blob.size());
        HttpResponse<InputStream> done = session.send(
                new Session.Call("PUT", Map.of("Content-Type", "application/octet-stream"), bytes), target);
        if (done.statusCode() != 201) {
            throw refused(done);
        }
        Session.discard(done);
    }

    private InputStream counted(Descriptor blob, String id) {
        return new FilterInputStream(content.open(blob.digest())) {
            private long sent;
            private long told = System.nanoTime();

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                sent += Math.max(0, n);
                if (!id.isEmpty() && System.nanoTime() - told > 100_000_000L) {
                    told = System.nanoTime();
                    progress.report(id, "Pushing", sent, blob.size());
                }
                return n;
            }
        };
    }

    private void put(Descriptor manifest, byte[] json) {
        String tag = reference.tag().orElse(manifest.digest());
        HttpResponse<InputStream> done = session.send(
                new Session.Call("PUT", Map.of("Content-Type", manifest.mediaType()), BodyPublishers.ofByteArray(json)),
                path("/manifests/" + tag));
        if (done.statusCode() != 201) {
            throw refused(done);
        }
        Session.discard(done);
    }

    private Fault refused(HttpResponse<InputStream> answer) {
        int status = answer.statusCode();
        String said = Session.error(answer);
        if (status == 401 || status == 403) {
            return Fault.forbidden("denied: requested access to the resource is denied: sign in to "
                    + reference.registry() + " with an account that may push to " + reference.repository());
        }
        return Fault.unavailable(
                "the registry " + reference.registry() + " answered " + status + " to the push"
                        + (said.isEmpty() ? "" : ": " + said),
                null);
    }

    private URI path(String rest) {
        return session.at("/v2/" + reference.repository() + rest);
    }
}
