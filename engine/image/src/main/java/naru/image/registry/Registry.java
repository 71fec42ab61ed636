package naru.image.registry;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.base.Json;
import naru.image.Content;
import naru.image.Descriptor;
import naru.image.Digests;
import naru.image.Manifest;
import naru.store.Documents;
import tools.jackson.databind.JsonNode;

/// Naru's own registry (OCI distribution-spec 1.1) over the engine's content store: what the engine has need not be
/// sent, and what is pushed here stays although the engine forgets it. Safe for use by many threads.
///
/// Manifests are documents of the collection `registry-manifest`, tags of `registry-tag`. Every blob of the content
/// store is there for every repository: who knows a digest may read it.
public final class Registry {
    static final String MANIFESTS = "registry-manifest";
    private static final String TAGS = "registry-tag";
    private static final int MAX_NAME = 255;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    private final Documents documents;
    private final Content content;
    private final ReentrantLock writing = new ReentrantLock();

    /// What is remembered of a manifest.
    ///
    /// @param blobs digests of everything it names
    /// @param subject the manifest that it says something about, or empty
    record Kept(
            String mediaType,
            long size,
            List<String> blobs,
            String subject,
            String artifactType,
            JsonNode annotations) {}

    /// A manifest as it was put.
    public record Stored(String mediaType, String digest, byte[] bytes) {}

    /// A manifest that says something about another one.
    public record Referrer(Descriptor descriptor, String artifactType, JsonNode annotations) {}

    /// A page of names, and whether there are more.
    public record Page(List<String> names, boolean more) {
        /// Copies the list.
        public Page {
            names = List.copyOf(names);
        }
    }

    /// Opens the registry.
    public Registry(Documents documents, Content content) {
        this.documents = documents;
        this.content = content;
    }

    /// Passes a repository's name through; a malformed one is an INVALID fault.
    public static String repository(String name) {
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw Fault.invalid("invalid repository name: " + name);
        }
        return name;
    }

    /// A blob's size; NOT_FOUND if it is not here. One that is asked for is kept for a while, named or not.
    public long blobSize(String digest) {
        Digests.check(digest);
        if (!content.claim(digest)) {
            throw Fault.notFound("blob unknown to registry: " + digest);
        }
        return content.size(digest);
    }

    /// Opens a blob.
    public InputStream openBlob(String digest) {
        return content.open(digest);
    }

    /// Stores a manifest under a tag or its own digest, and answers it.
    ///
    /// @throws Fault INVALID for one that is malformed or not what its digest says; NOT_FOUND if it names a blob or
    ///     manifest that is not here
    public Stored putManifest(String repository, String reference, byte[] bytes, String contentType) {
        Manifest manifest = Manifest.read(bytes, contentType);
        String digest = Digests.of(bytes);
        boolean byDigest = reference.indexOf(':') >= 0;
        if (byDigest && !reference.equals(digest)) {
            throw Fault.invalid("the manifest's digest is " + digest + ", not " + reference);
        }
        if (!byDigest && !TAG.matcher(reference).matches()) {
            throw Fault.invalid("invalid tag: " + reference);
        }
        List<String> named = named(manifest);
        for (String blob : named) {
            if (!content.claim(blob)) {
                throw Fault.notFound("manifest blob unknown: " + blob);
            }
        }
        content.put(bytes);
        JsonNode root = Json.tree(bytes);
        Kept kept = new Kept(
                manifest.mediaType(),
                bytes.length,
                named,
                subject(root),
                root.path("artifactType")
                        .asString(root.path("config").path("mediaType").asString("")),
                root.path("annotations"));
        List<Documents.Change> changes = new ArrayList<>();
        changes.add(new Documents.Put(MANIFESTS, repository + "@" + digest, Json.write(kept)));
        if (!byDigest) {
            changes.add(new Documents.Put(TAGS, repository + ":" + reference, Json.write(digest)));
        }
        documents.commit(changes);
        return new Stored(manifest.mediaType(), digest, bytes);
    }

    private static List<String> named(Manifest manifest) {
        return switch (manifest) {
            case Manifest.Index index ->
                index.entries().stream()
                        .map(entry -> entry.descriptor().digest())
                        .toList();
            case Manifest.Single single -> {
                List<String> named = new ArrayList<>(List.of(single.config().digest()));
                single.layers().stream()
                        .filter(layer -> !isElsewhere(layer))
                        .forEach(layer -> named.add(layer.digest()));
                yield named;
            }
        };
    }

    /// A layer that may not be distributed stays where its maker has it.
    private static boolean isElsewhere(Descriptor layer) {
        return layer.mediaType().contains("nondistributable")
                || layer.mediaType().contains("foreign");
    }

    private static String subject(JsonNode root) {
        String subject = root.path("subject").path("digest").asString("");
        return subject.isEmpty() ? "" : Digests.check(subject);
    }

    /// The subject that a manifest names, if it names one.
    public static Optional<String> subjectOf(byte[] manifest) {
        return Optional.of(subject(Json.tree(manifest))).filter(s -> !s.isEmpty());
    }

    /// A manifest by tag or digest; NOT_FOUND if it is not here.
    public Stored manifest(String repository, String reference) {
        String digest = reference.indexOf(':') >= 0 ? Digests.check(reference) : tagged(repository, reference);
        Kept kept = documents
                .get(MANIFESTS, repository + "@" + digest)
                .map(json -> Json.read(json, Kept.class))
                .orElseThrow(() -> Fault.notFound("manifest unknown: " + repository + "@" + digest));
        return new Stored(kept.mediaType(), digest, content.read(digest, Manifest.MAX_SIZE));
    }

    private String tagged(String repository, String tag) {
        return documents
                .get(TAGS, repository + ":" + tag)
                .map(json -> Json.read(json, String.class))
                .orElseThrow(() -> Fault.notFound("manifest unknown: " + repository + ":" + tag));
    }

    /// Takes a tag away, or a manifest with all its tags; NOT_FOUND if it is not here.
    public void deleteManifest(String repository, String reference) {
        writing.lock();
        try {
            manifest(repository, reference);
            List<Documents.Change> changes = new ArrayList<>();
            if (reference.indexOf(':') < 0) {
                changes.add(new Documents.Delete(TAGS, repository + ":" + reference));
            } else {
                changes.add(new Documents.Delete(MANIFESTS, repository + "@" + reference));
                documents.all(TAGS).forEach((key, digest) -> {
                    if (key.startsWith(repository + ":")
                            && Json.read(digest, String.class).equals(reference)) {
                        changes.add(new Documents.Delete(TAGS, key));
                    }
                });
            }
            documents.commit(changes);
        } finally {
            writing.unlock();
        }
    }

    /// A repository's tags after `last`, sorted, at most `limit`; NOT_FOUND if there is no such repository.
    public Page tags(String repository, String last, int limit) {
        Set<String> tags = new TreeSet<>();
        String prefix = repository + ":";
        documents.all(TAGS).keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> tags.add(key.substring(prefix.length())));
        if (tags.isEmpty() && !repositories().contains(repository)) {
            throw Fault.notFound("repository name not known to registry: " + repository);
        }
        return page(tags, last, limit);
    }

    /// Repositories after `last`, sorted, at most `limit`.
    public Page catalog(String last, int limit) {
        return page(repositories(), last, limit);
    }

    private Set<String> repositories() {
        Set<String> names = new TreeSet<>();
        documents.all(MANIFESTS).keySet().forEach(key -> names.add(key.substring(0, key.indexOf('@'))));
        return names;
    }

    private static Page page(Set<String> names, String last, int limit) {
        List<String> rest =
                names.stream().filter(name -> name.compareTo(last) > 0).toList();
        return new Page(rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit);
    }

    /// The manifests of a repository that say something about one; `artifactType` empty takes all.
    public List<Referrer> referrers(String repository, String digest, String artifactType) {
        Digests.check(digest);
        List<Referrer> found = new ArrayList<>();
        documents.all(MANIFESTS).forEach((key, json) -> {
            if (key.startsWith(repository + "@")) {
                Kept kept = Json.read(json, Kept.class);
                boolean wanted = artifactType.isEmpty() || artifactType.equals(kept.artifactType());
                if (kept.subject().equals(digest) && wanted) {
                    String own = key.substring(repository.length() + 1);
                    Descriptor descriptor = new Descriptor(kept.mediaType(), own, kept.size());
                    found.add(new Referrer(descriptor, kept.artifactType(), kept.annotations()));
                }
            }
        });
        return found;
    }

    /// Every blob that the registry needs: its manifests and what they name.
    public Set<String> blobs() {
        Set<String> used = new TreeSet<>();
        documents.all(MANIFESTS).forEach((key, json) -> {
            used.add(key.substring(key.indexOf('@') + 1));
            used.addAll(Json.read(json, Kept.class).blobs());
        });
        return used;
    }
}
