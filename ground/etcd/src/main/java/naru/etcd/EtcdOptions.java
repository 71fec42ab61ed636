package naru.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How to reach etcd.
///
/// @param endpoints of the members, such as `http://127.0.0.1:2379`; the first that answers is used,
///     and the next when it ends
/// @param tls for https endpoints
/// @param patience how long a call waits for an answer before it fails with UNAVAILABLE
/// @param watchEvents how many changes a watch holds for a reader that does not read
public record EtcdOptions(List<URI> endpoints, Optional<Tls> tls, Duration patience, int watchEvents) {
    private static final int WATCH_EVENTS = 10_000;

    /// With the usual limits, over http.
    public static EtcdOptions of(List<URI> endpoints) {
        return new EtcdOptions(endpoints, Optional.empty(), Duration.ofSeconds(10), WATCH_EVENTS);
    }

    /// The same over https.
    public EtcdOptions with(Tls secured) {
        return new EtcdOptions(endpoints, Optional.of(secured), patience, watchEvents);
    }

    /// PEM files: whom to trust, and who we are (the key in PKCS #8).
    public record Tls(Path authority, Path certificate, Path key) {}
}
