package naru.cluster.join;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import naru.base.Json;
import naru.base.Pem;
import naru.cluster.pki.Identity;
import naru.cluster.pki.Keys;
import naru.cluster.pki.PrivateFile;
import naru.cluster.pki.Tls;
import tools.jackson.databind.JsonNode;

/// A machine's place in a cluster, kept in DATA/node (0600): who it is, whom it trusts, where its pods
/// are.
///
/// @param node what it is called
/// @param identity its key and client certificate
/// @param ca the cluster's authority
/// @param podCidr where its pods get addresses
/// @param network what all nodes have in common
public record Membership(String node, Identity identity, X509Certificate ca, String podCidr, ClusterNetwork network) {
    private static final String PLACE = "membership.json";

    /// What a data folder has; nothing before the machine has joined.
    public static Optional<Membership> read(Path data) {
        Path folder = folder(data);
        Optional<Identity> identity = Identity.read(folder.resolve("identity.pem"));
        Optional<JsonNode> place =
                PrivateFile.read(folder.resolve(PLACE)).map(text -> Json.tree(text.getBytes(StandardCharsets.UTF_8)));
        if (identity.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        JsonNode network = place.get().path("network");
        return Optional.of(new Membership(
                place.get().path("node").asString(""),
                identity.get(),
                Pem.certificate(place.get().path("ca").asString("")),
                place.get().path("podCidr").asString(""),
                new ClusterNetwork(
                        network.path("pods").asString(""),
                        network.path("services").asString(""),
                        network.path("dns").asString(""),
                        network.path("domain").asString(""))));
    }

    /// The machine's key, made once: it is the same when a joining is repeated.
    public static KeyPair key(Path data) {
        Path file = folder(data).resolve("key.pem");
        String text = PrivateFile.read(file).orElseGet(() -> {
            KeyPair pair = Keys.curve();
            String fresh = Pem.of(pair.getPrivate()) + Pem.of(pair.getPublic());
            PrivateFile.write(file, fresh);
            return fresh;
        });
        return new KeyPair(Pem.curveKey(text), Pem.key(text));
    }

    /// Keeps what a server answered.
    public static Membership keep(Path data, KeyPair key, JoinAnswer answer) {
        Membership made = new Membership(
                answer.node(),
                new Identity(key.getPrivate(), Pem.certificate(answer.certificate())),
                Pem.certificate(answer.ca()),
                answer.podCidr(),
                answer.network());
        Path folder = folder(data);
        PrivateFile.write(
                folder.resolve(PLACE),
                Json.text(Map.of(
                        "node", made.node(),
                        "ca", answer.ca(),
                        "podCidr", made.podCidr(),
                        "network", made.network())));
        made.identity().write(folder.resolve("identity.pem"));
        return made;
    }

    /// Forgets everything: the machine is no node any more.
    public static void forget(Path data) {
        for (String file : List.of("identity.pem", PLACE, "key.pem")) {
            PrivateFile.delete(folder(data).resolve(file));
        }
    }

    /// TLS as this node, with this certificate; see [LiveMembership] for a daemon.
    public Supplier<SSLContext> tls() {
        SSLContext context = Tls.client(ca, identity);
        return () -> context;
    }

    private static Path folder(Path data) {
        return data.resolve("node");
    }
}
