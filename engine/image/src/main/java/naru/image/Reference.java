package naru.image;

import java.util.Optional;
import java.util.regex.Pattern;
import naru.base.Fault;

/// An image's name: registry, repository, and a tag or a digest, with Docker's defaults filled in.
///
/// Grammar of the distribution specification: `[registry/]path[:tag][@sha256:digest]`.
///
/// @param registry host and optional port, such as `docker.io` or `localhost:5000`
/// @param repository path in the registry, such as `library/debian`
/// @param tag the tag; empty only if there is a digest
/// @param digest `sha256:…` if the reference is pinned
public record Reference(String registry, String repository, Optional<String> tag, Optional<String> digest) {
    private static final String DEFAULT_REGISTRY = "docker.io";
    private static final int MAX_LENGTH = 255;
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern HOST = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]+)*|\\[[0-9a-fA-F:]+])(?::\\d+)?");

    /// Reads a name as people write it; one that is no reference is an INVALID fault in Docker's words.
    public static Reference parse(String text) {
        String rest = text;
        Optional<String> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        String registry = DEFAULT_REGISTRY;
        int slash = rest.indexOf('/');
        if (slash > 0 && isHost(rest.substring(0, slash))) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        if (registry.equals("index.docker.io")) {
            registry = DEFAULT_REGISTRY;
        }
        check(text, registry, rest, tag, digest);
        String repository = registry.equals(DEFAULT_REGISTRY) && rest.indexOf('/') < 0 ? "library/" + rest : rest;
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return new Reference(registry, repository, tag, digest);
    }

    private static boolean isHost(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(java.util.Locale.ROOT));
    }

    private static void check(
            String text, String registry, String path, Optional<String> tag, Optional<String> digest) {
        boolean right = HOST.matcher(registry).matches()
                && path.length() <= MAX_LENGTH
                && PATH.matcher(path).matches()
                && tag.map(t -> TAG.matcher(t).matches()).orElse(true)
                && digest.map(d -> DIGEST.matcher(d).matches()).orElse(true);
        if (!right && !path.equals(path.toLowerCase(java.util.Locale.ROOT))) {
            throw Fault.invalid("invalid reference format: repository name (" + path + ") must be lowercase");
        }
        if (!right) {
            throw Fault.invalid("invalid reference format: \"" + text + "\"");
        }
    }

    /// The name as people write it: without `docker.io/library/`, with tag, and with digest if pinned.
    public String familiar() {
        return familiarRepository()
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }

    /// The name in full, with the registry.
    public String canonical() {
        return registry
                + "/"
                + repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }

    /// The repository as people write it, without tag and digest.
    public String familiarRepository() {
        if (!registry.equals(DEFAULT_REGISTRY)) {
            return registry + "/" + repository;
        }
        return repository.startsWith("library/") ? repository.substring("library/".length()) : repository;
    }

    /// What a manifest request names: the digest if pinned, else the tag.
    public String selector() {
        return digest.or(() -> tag).orElse("latest");
    }

    @Override
    public String toString() {
        return familiar();
    }
}
