package naru.cluster.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.PrivateFile;
import naru.cluster.pki.Subject;

/// The cluster's authenticator: client certificates of its authority, tokens of service accounts, of
/// people, and the administrator's own (DATA/pki/admin.token, made once). Safe for use by many
/// threads.
public final class Authentication implements Authenticator {
    private final ClusterCa ca;
    private final AccountTokens accounts;
    private final Tokens tokens;
    private final NodeKeys nodes;
    private final byte[] administrator;

    /// Opens it, making the administrator's token the first time.
    ///
    /// @param nodes which certificates of nodes still count
    public Authentication(Path data, ClusterCa ca, AccountTokens accounts, Tokens tokens, NodeKeys nodes) {
        this.ca = ca;
        this.accounts = accounts;
        this.tokens = tokens;
        this.nodes = nodes;
        this.administrator = hash(administratorToken(data));
    }

    /// The token of the administrator of a data folder.
    public static String administratorToken(Path data) {
        Path file = data.resolve("pki").resolve("admin.token");
        return PrivateFile.read(file)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> {
                    String fresh = Ids.secret(32);
                    PrivateFile.write(file, fresh + "\n");
                    return fresh;
                });
    }

    /// By bearer token if there is one, else by certificate.
    @Override
    public Caller authenticate(Credentials credentials) {
        String bearer = credentials.bearer();
        if (!bearer.isEmpty()) {
            return owner(bearer, List.of()).orElseThrow(() -> Fault.unauthorized("Unauthorized"));
        }
        if (!credentials.authorization().isEmpty()) {
            throw Fault.unauthorized("Unauthorized");
        }
        return credentials.certificates().stream().findFirst().map(this::of).orElseGet(Caller::anonymous);
    }

    /// Whose token that is, if it is valid: what a TokenReview answers.
    ///
    /// @param audiences of which the token must be for one; none: this API
    public Optional<Caller> owner(String token, List<String> audiences) {
        if (Jwt.looksLike(token)) {
            return accounts.owner(token, audiences.isEmpty() ? List.of(AccountTokens.ISSUER) : audiences);
        }
        if (!audiences.isEmpty() && !audiences.contains(AccountTokens.ISSUER)) {
            return Optional.empty();
        }
        if (Token.looksLike(token)) {
            return tokens.owner(Token.parse(token));
        }
        return MessageDigest.isEqual(hash(token), administrator)
                ? Optional.of(Caller.of("admin", Caller.MASTERS, Caller.AUTHENTICATED))
                : Optional.empty();
    }

    private Caller of(X509Certificate certificate) {
        if (!ca.signed(certificate)) {
            throw Fault.unauthorized("Unauthorized");
        }
        Subject subject = Subject.of(certificate);
        List<String> groups = new ArrayList<>(subject.groups());
        groups.add(Caller.AUTHENTICATED);
        Caller caller = new Caller(subject.name(), "", groups, Map.of());
        NodeRules.node(caller)
                .filter(node -> !nodes.holds(node, certificate.getPublicKey()))
                .ifPresent(node -> {
                    throw Fault.unauthorized("'" + node + "' is no node of this cluster any more: it has left or was"
                            + " taken away ('naru node leave' there, then 'naru join')");
                });
        return caller;
    }

    private static byte[] hash(String text) {
        return Keys.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
