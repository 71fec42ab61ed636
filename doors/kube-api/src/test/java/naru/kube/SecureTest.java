package naru.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import naru.cluster.auth.Access;
import naru.cluster.auth.Authentication;
import naru.cluster.informer.Informers;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Identity;
import naru.cluster.pki.Keys;
import naru.cluster.pki.ServerKeys;
import naru.cluster.pki.Subject;
import naru.cluster.pki.Tls;
import naru.cluster.state.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The door with the cluster's own certificates, tokens and roles, over TLS.
@Timeout(60)
class SecureTest {
    private static final String SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    @TempDir
    Path data = Path.of("");

    private final List<Informers> opened = new ArrayList<>();
    private final ClusterCaOf authority = new ClusterCaOf();

    /// Makes what the sides of a connection need.
    private final class ClusterCaOf {
        private ClusterCa ca() {
            return ClusterCa.open(data, InstantSource.system());
        }

        private SSLContext server() {
            return Tls.server(new ServerKeys(ca(), data, List.of("127.0.0.1")), ca().certificate());
        }

        private HttpClient client(Subject subject) {
            KeyPair pair = Keys.curve();
            Identity identity = new Identity(pair.getPrivate(), ca().client(pair.getPublic(), subject));
            return of(Tls.client(ca().certificate(), identity));
        }

        private HttpClient stranger() {
            return of(Tls.client(ca().certificate(), null));
        }

        private static HttpClient of(SSLContext tls) {
            return HttpClient.newBuilder().sslContext(tls).build();
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Informers::close);
    }

    private Gate gate(ObjectStore objects) {
        Informers informers = new Informers(objects);
        opened.add(informers);
        Access access = Access.open(data, authority.ca(), objects, informers, (_, _) -> false, InstantSource.system());
        informers.start();
        try {
            assertThat(informers.awaitSynced(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return Gate.of(access);
    }

    private TestServer serve(HttpClient client) {
        return new TestServer(this::gate, authority.server(), client);
    }

    @Test
    void aCertificateSaysWhoItIs() {
        try (TestServer server = serve(authority.client(Subject.ADMINISTRATOR))) {
            JsonNode self = server.json(201, "POST", SELF, "{}");
            assertThat(self.path("status").path("userInfo").path("username").asString(""))
                    .isEqualTo("admin");
            server.get("/api/v1/secrets");
        }
    }

    @Test
    void whoShowsNothingLearnsLittle() {
        try (TestServer server = serve(authority.stranger())) {
            server.get("/version");
            JsonNode status = server.json(403, "GET", "/api/v1/secrets", "");
            assertThat(status.path("message").asString(""))
                    .isEqualTo("secrets is forbidden: User \"system:anonymous\" cannot list resource \"secrets\" in API"
                            + " group \"\" at the cluster scope");
        }
    }

    @Test
    void aTokenSaysWhoItIs() {
        try (TestServer server = serve(authority.stranger())) {
            String token = Authentication.administratorToken(data);
            HttpResponse<String> good = server.send("GET", "/api/v1/secrets", "", "Authorization", "Bearer " + token);
            assertThat(good.statusCode()).isEqualTo(200);
            HttpResponse<String> bad =
                    server.send("GET", "/api/v1/secrets", "", "Authorization", "Bearer " + token + "x");
            assertThat(bad.statusCode()).isEqualTo(401);
            assertThat(bad.body()).doesNotContain(token);
        }
    }
}
