package naru.image.registry;

import java.net.URI;
import java.util.Set;

/// Where registries are reached, and which of them may be without encryption. Immutable.
///
/// Only what the name itself says counts: a name is never looked up to decide whether encryption can be left out.
public final class Hosts {
    private static final String HUB = "registry-1.docker.io";

    private final Set<String> insecure;

    /// @param insecure names, with port if they have one, that may be reached over plain HTTP
    public Hosts(Set<String> insecure) {
        this.insecure = Set.copyOf(insecure);
    }

    /// The address of a registry's API.
    URI api(String registry) {
        String host = registry.equals("docker.io") ? HUB : registry;
        return URI.create((isPlain(registry) ? "http://" : "https://") + host);
    }

    /// Whether plain HTTP may be used: this machine itself, and what the operator listed.
    boolean isPlain(String registry) {
        String host = registry.replaceFirst(":\\d+$", "");
        return insecure.contains(registry)
                || host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /// Whether a token may be asked for there: encrypted, or where plain HTTP may be used anyway.
    boolean mayAsk(URI realm) {
        return "https".equals(realm.getScheme())
                || ("http".equals(realm.getScheme()) && realm.getAuthority() != null && isPlain(realm.getAuthority()));
    }
}
