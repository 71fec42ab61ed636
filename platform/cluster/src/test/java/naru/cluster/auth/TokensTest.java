package naru.cluster.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TokensTest {
    @TempDir
    Path data = Path.of("/nowhere");

    /// A cluster's tokens at a time that stands still until it is moved.
    private static final class Cluster {
        private final HeldObjects objects = new HeldObjects();
        private final ClusterCa ca;
        private final SigningKey key;
        private final Tokens tokens;
        private final AccountTokens accounts;
        private final Authentication authentication;
        private boolean member = true;
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        Cluster(Path data) {
            ca = ClusterCa.open(data, () -> now);
            key = SigningKey.open(data);
            tokens = new Tokens(objects, key, ca.fingerprint(), () -> now);
            accounts = new AccountTokens(key, this::uid, () -> now);
            authentication = new Authentication(data, ca, accounts, tokens, (_, _) -> member);
            add(Resources.SERVICE_ACCOUNTS, "robot");
            add(Resources.PODS, "p1");
        }

        private void add(Resource resource, String name) {
            ObjectNode object = Json.mapper().createObjectNode();
            object.putObject("metadata").put("name", name);
            objects.create(resource, "shop", object, WriteOptions.by("test"));
        }

        private Optional<String> uid(Resource resource, String namespace, String name) {
            try {
                return Optional.of(objects.get(resource, namespace, name)
                        .path("metadata")
                        .path("uid")
                        .asString(""));
            } catch (Fault gone) {
                return Optional.empty();
            }
        }

        Caller bearer(String token) {
            return authentication.authenticate(new Credentials(List.of(), "Bearer " + token));
        }

        String issue(String request) {
            return accounts.issue(objects.get(Resources.SERVICE_ACCOUNTS, "shop", "robot"), json(request))
                    .path("status")
                    .path("token")
                    .asString("");
        }
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(Cluster cluster, String token) {
        assertThatThrownBy(() -> cluster.bearer(token))
                .isInstanceOf(Fault.class)
                .hasMessage("Unauthorized")
                .extracting(e -> ((Fault) e).kind())
                .isEqualTo(Fault.Kind.UNAUTHORIZED);
    }

    @Test
    void peopleComeWithTokensUntilTheyEndOrAreRevoked() {
        Cluster cluster = new Cluster(data);
        Tokens.Created viewer = cluster.tokens.create(Role.VIEWER, "maria", Duration.ofHours(24), -1);
        assertThat(viewer.token().caHash()).isEmpty();
        assertThat(cluster.bearer(viewer.token().reveal()).groups()).contains("naru:viewers", Caller.AUTHENTICATED);
        Tokens.Created admin = cluster.tokens.create(Role.ADMIN, "", Duration.ZERO, -1);
        cluster.now = cluster.now.plus(Duration.ofHours(25));
        refused(cluster, viewer.token().reveal());
        assertThat(cluster.bearer(admin.token().reveal()).groups()).contains("naru:administrators");
        assertThat(cluster.tokens.list())
                .extracting(Tokens.Info::id)
                .containsExactly(admin.info().id());
        cluster.tokens.revoke(admin.info().id());
        refused(cluster, admin.token().reveal());
        assertThatThrownBy(() -> cluster.tokens.revoke(admin.info().id())).hasMessageContaining("there is no token");
    }

    @Test
    void nothingStoredIsAToken() {
        Cluster cluster = new Cluster(data);
        Tokens.Created made = cluster.tokens.create(Role.ADMIN, "ann", Duration.ofHours(1), -1);
        String stored = cluster.objects
                .list(Resources.SECRETS, "", ListOptions.ALL)
                .items()
                .toString();
        String inBase64 =
                Base64.getEncoder().encodeToString(made.token().secret().getBytes(StandardCharsets.UTF_8));
        assertThat(stored).doesNotContain(made.token().secret()).doesNotContain(inBase64);
        assertThat(made.token().toString() + made).doesNotContain(made.token().secret());
    }

    @Test
    void whoWritesTheSecretGainsNothing() {
        Cluster cluster = new Cluster(data);
        Tokens.Created made = cluster.tokens.create(Role.VIEWER, "", Duration.ofHours(1), -1);
        String name = "naru-token-" + made.info().id();
        ObjectNode secret = cluster.objects.get(Resources.SECRETS, "kube-system", name);
        for (Map.Entry<String, String> change :
                Map.of("role", "admin", "expires", "never").entrySet()) {
            ObjectNode other = secret.deepCopy();
            other.withObject("/data")
                    .put(
                            change.getKey(),
                            Base64.getEncoder().encodeToString(change.getValue().getBytes(StandardCharsets.UTF_8)));
            other.withObject("/metadata").remove("resourceVersion");
            cluster.objects.update(Resources.SECRETS, "kube-system", name, "", other, WriteOptions.by("test"));
            refused(cluster, made.token().reveal());
        }
    }

    @Test
    void machinesSpendTokensThatAreForThem() {
        Cluster cluster = new Cluster(data);
        Token twice =
                cluster.tokens.create(Role.NODE, "", Duration.ofHours(1), 2).token();
        assertThat(twice.caHash()).isEqualTo(cluster.ca.fingerprint());
        assertThat(Token.parse(twice.reveal())).isEqualTo(twice);
        assertThat(cluster.tokens.spend(twice)).isEqualTo(Role.NODE);
        cluster.tokens.spend(twice);
        assertThatThrownBy(() -> cluster.tokens.spend(twice)).hasMessageContaining("used up");
        Token viewer =
                cluster.tokens.create(Role.VIEWER, "", Duration.ofHours(1), -1).token();
        assertThatThrownBy(() -> cluster.tokens.spend(viewer)).hasMessageContaining("not for joining");
        Token ends =
                cluster.tokens.create(Role.NODE, "", Duration.ofHours(1), -1).token();
        Token wrong = new Token(ends.id(), "0".repeat(32), "");
        assertThatThrownBy(() -> cluster.tokens.spend(wrong)).isInstanceOf(Fault.class);
        cluster.now = cluster.now.plus(Duration.ofHours(1));
        assertThatThrownBy(() -> cluster.tokens.spend(ends)).isInstanceOf(Fault.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "abcdef.short", "ABCDEF.00000000000000000000000000000000", "system:masters"})
    void whatIsNoTokenIsSaidWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> Token.parse(text)).hasMessageContaining("this is no token");
        if (!text.isEmpty()) {
            refused(new Cluster(data), text);
        }
    }

    @Test
    void accountsTokensSayWhoAndLastAsLongAsTheAccount() {
        Cluster cluster = new Cluster(data);
        String token = cluster.issue("{\"spec\":{}}");
        Caller robot = cluster.bearer(token);
        assertThat(robot.name()).isEqualTo("system:serviceaccount:shop:robot");
        assertThat(robot.groups()).contains("system:serviceaccounts", "system:serviceaccounts:shop");
        cluster.objects.delete(Resources.SERVICE_ACCOUNTS, "shop", "robot", DeleteOptions.NOW);
        refused(cluster, token);
        cluster.add(Resources.SERVICE_ACCOUNTS, "robot");
        refused(cluster, token);
    }

    @Test
    void accountsTokensEnd() {
        Cluster cluster = new Cluster(data);
        String token = cluster.issue("{\"spec\":{\"expirationSeconds\":600}}");
        cluster.now = cluster.now.plusSeconds(599);
        cluster.bearer(token);
        cluster.now = cluster.now.plusSeconds(1);
        refused(cluster, token);
        assertThatThrownBy(() -> cluster.issue("{\"spec\":{\"expirationSeconds\":599}}"))
                .hasMessageContaining("may not specify a duration less than 10 minutes");
    }

    @Test
    void accountsTokensAreForTheirAudienceOnly() {
        Cluster cluster = new Cluster(data);
        String token = cluster.issue("{\"spec\":{\"audiences\":[\"vault\"]}}");
        refused(cluster, token);
        assertThat(cluster.authentication.owner(token, List.of("vault"))).isPresent();
        assertThat(cluster.authentication.owner(token, List.of("other"))).isEmpty();
    }

    @Test
    void accountsTokensLastAsLongAsWhatTheyAreBoundTo() {
        Cluster cluster = new Cluster(data);
        String token = cluster.issue("{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"p1\"}}}");
        assertThat(cluster.bearer(token).extra()).containsEntry("authentication.kubernetes.io/pod-name", List.of("p1"));
        cluster.objects.delete(Resources.PODS, "shop", "p1", DeleteOptions.NOW);
        refused(cluster, token);
        assertThatThrownBy(() -> cluster.issue("{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"p1\"}}}"))
                .hasMessageContaining("pods \"p1\" not found");
        assertThatThrownBy(() -> cluster.issue("{\"spec\":{\"boundObjectRef\":{\"kind\":\"Lamp\",\"name\":\"p1\"}}}"))
                .hasMessageContaining("cannot bind token to Lamp");
    }

    @Test
    void forgedTokensAreRefused(@TempDir Path other) {
        Cluster cluster = new Cluster(data);
        String[] parts = cluster.issue("{\"spec\":{}}").split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String none = base64("{\"alg\":\"none\"}");
        refused(cluster, none + "." + parts[1] + ".");
        refused(cluster, none + "." + parts[1] + "." + parts[2]);
        refused(cluster, base64("{\"alg\":\"HS256\"}") + "." + parts[1] + "." + parts[2]);
        refused(cluster, parts[0] + "." + base64(claims.replace("robot", "admin")) + "." + parts[2]);
        refused(cluster, parts[0] + "." + parts[1] + "." + base64("x".repeat(64)));
        refused(
                cluster,
                parts[0] + "." + parts[1] + "." + Base64.getUrlEncoder().encodeToString(new byte[64]));
        refused(cluster, parts[0] + "." + parts[1] + ".");
        refused(cluster, new Cluster(other).issue("{\"spec\":{}}"));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void certificatesOfTheAuthorityProveWho(@TempDir Path other) {
        Cluster cluster = new Cluster(data);
        Caller node = cluster.authentication.authenticate(
                new Credentials(List.of(cluster.ca.client(Keys.curve().getPublic(), Subject.node("n1"))), ""));
        assertThat(node).isEqualTo(Caller.of("system:node:n1", Caller.NODES, Caller.AUTHENTICATED));
        Credentials foreign = new Credentials(
                List.of(new Cluster(other).ca.client(Keys.curve().getPublic(), Subject.ADMINISTRATOR)), "");
        assertThatThrownBy(() -> cluster.authentication.authenticate(foreign)).hasMessage("Unauthorized");
    }

    @Test
    void aNodeThatHasLeftHasNoRightsAnyMore() {
        Cluster cluster = new Cluster(data);
        Credentials node =
                new Credentials(List.of(cluster.ca.client(Keys.curve().getPublic(), Subject.node("n1"))), "");
        Credentials person =
                new Credentials(List.of(cluster.ca.client(Keys.curve().getPublic(), Subject.ADMINISTRATOR)), "");
        cluster.member = false;
        assertThatThrownBy(() -> cluster.authentication.authenticate(node))
                .hasMessageContaining("'n1' is no node of this cluster any more")
                .extracting(e -> ((Fault) e).kind())
                .isEqualTo(Fault.Kind.UNAUTHORIZED);
        assertThat(cluster.authentication.authenticate(person).in(Caller.MASTERS))
                .isTrue();
    }

    @Test
    void nothingShownIsAnonymousAndTheAdministratorsTokenIsHis() {
        Cluster cluster = new Cluster(data);
        assertThat(cluster.authentication.authenticate(new Credentials(List.of(), "")))
                .isEqualTo(Caller.anonymous());
        String token = Authentication.administratorToken(data);
        assertThat(cluster.bearer(token).in(Caller.MASTERS)).isTrue();
        refused(cluster, token.replace(token.charAt(0), 'z'));
        assertThatThrownBy(() -> cluster.authentication.authenticate(new Credentials(List.of(), "Basic YTpi")))
                .hasMessage("Unauthorized");
    }

    @Test
    void othersVerifyTokensByThePublishedKey() {
        ObjectNode keys = new Cluster(data).accounts.keys();
        assertThat(keys.path("keys").path(0).path("crv").asString("")).isEqualTo("P-256");
        assertThat(keys.path("keys").path(0).path("x").asString("")).hasSize(43);
        assertThat(AccountTokens.discovery().path("issuer").asString("")).isEqualTo(AccountTokens.ISSUER);
    }
}
