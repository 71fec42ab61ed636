package naru.etcd;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What one member of etcd is.
///
/// @param name its own among the members
/// @param folder for its data, its log and its process number
/// @param client where its users reach it, such as `http://127.0.0.1:2379`; it listens there and
///     nowhere else
/// @param peer where the other members reach it
/// @param peers all members of the cluster by name, this one too, with where they reach each other: one
///     or three
/// @param founding whether the cluster is new: all members begin together, with nothing; otherwise the
///     cluster has this member in its list already
/// @param tls for https: its certificate, and whose certificates it takes from users and members; both
///     must show one
public record EtcdMember(
        String name,
        Path folder,
        URI client,
        URI peer,
        Map<String, URI> peers,
        boolean founding,
        Optional<EtcdOptions.Tls> tls) {
    public EtcdMember {
        peers = Map.copyOf(peers);
        if (!peer.equals(peers.get(name))) {
            throw new IllegalArgumentException("member " + name + " is not at " + peer + " in " + peers);
        }
    }

    /// The only member, over http.
    public static EtcdMember alone(Path folder, URI client, URI peer) {
        return new EtcdMember("naru", folder, client, peer, Map.of("naru", peer), true, Optional.empty());
    }

    Path log() {
        return folder.resolve("etcd.log");
    }

    Path pidFile() {
        return folder.resolve("etcd.pid");
    }

    /// The option by which its process is known.
    String dataOption() {
        return "--data-dir=" + folder.resolve("data");
    }
}
