package naru.cluster.join;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import naru.base.Fault;
import naru.base.Json;
import naru.base.Pem;
import naru.cluster.auth.SigningKey;
import naru.cluster.auth.Token;
import naru.cluster.client.Server;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.Tls;
import tools.jackson.databind.JsonNode;

/// Joins a cluster: on the machine that becomes a node.
public final class Joiner {
    /// Where servers let machines join.
    public static final String PATH = "/naru/v1/join";

    private final Path data;

    /// For the machine with that data folder.
    public Joiner(Path data) {
        this.data = data;
    }

    /// Joins, and keeps the membership and (last) [ClusterSettings] in the data folder. Interrupted at
    /// any instruction, it can be done again with the same token.
    ///
    /// @param servers `HOST` or `HOST:PORT`
    /// @param server whether this machine is to serve the API too
    /// @throws Fault UNAVAILABLE if no server answers or it is not the token's (then nothing was
    ///     sent), and what the server refuses with
    public Membership join(List<String> servers, Token token, String node, boolean server) {
        if (token.caHash().isEmpty()) {
            throw Fault.invalid("this token does not say which cluster it is for: one to join with looks like"
                    + " ID.SECRET.HASH ('naru token create' on a server)");
        }
        KeyPair key = Membership.key(data);
        SSLContext pinned = Tls.client(new PinnedTrust(token.caHash()));
        JoinAnswer answer;
        try (Server api = Server.at(servers, () -> pinned)) {
            String secret = new Token(token.id(), token.secret(), "").reveal();
            answer = ask(api, new JoinRequest(secret, node, Pem.of(key.getPublic()), server));
        }
        if (!Keys.fingerprint(Pem.certificate(answer.ca()).getPublicKey()).equals(token.caHash())) {
            throw Fault.unauthorized("the server answered with another cluster's authority");
        }
        if (server) {
            ClusterCa.adopt(data, answer.secrets().authority());
            SigningKey.adopt(data, answer.secrets().tokens());
        }
        Membership made = Membership.keep(data, key, answer);
        ClusterSettings.Role role = server ? ClusterSettings.Role.SERVER : ClusterSettings.Role.AGENT;
        List<String> datastore = server ? List.of(answer.secrets().state().split(",")) : List.of();
        new ClusterSettings(role, servers, answer.node(), datastore).write(data);
        return made;
    }

    /// Gets another certificate, and keeps it.
    ///
    /// @param api with the present one
    public Membership renew(Membership present, Server api) {
        KeyPair key = Membership.key(data);
        return Membership.keep(
                data, key, ask(api, new JoinRequest("", present.node(), Pem.of(key.getPublic()), false)));
    }

    /// Leaves the cluster: on the servers' side. Who has left already has left.
    ///
    /// @param api with the present certificate
    /// @throws Fault UNAVAILABLE if no server answers
    public static void leave(Server api) {
        try {
            api.delete(PATH);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.UNAUTHORIZED) {
                throw e;
            }
        }
    }

    private static JoinAnswer ask(Server api, JoinRequest request) {
        JsonNode answer = api.post(
                PATH,
                Map.of(
                        "token", request.token(),
                        "node", request.node(),
                        "key", request.key(),
                        "server", request.server()));
        return Json.read(Json.write(answer), JoinAnswer.class);
    }
}
