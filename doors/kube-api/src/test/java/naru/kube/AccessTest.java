package naru.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Who may do what, asked and enforced.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";

    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void aWrongTokenIsNobody() {
        JsonNode status = server.json(401, "GET", "/api/v1/pods", "", "Authorization", "Bearer wrong");
        assertThat(status.path("reason").asString("")).isEqualTo("Unauthorized");
    }

    @Test
    void whatIsNotAllowedIsForbiddenInKubernetesWords() {
        JsonNode status =
                server.json(403, "POST", "/api/v1/namespaces/default/pods", "{}", "Authorization", "Bearer reader");
        assertThat(status.path("message").asString(""))
                .isEqualTo("pods is forbidden: User \"reader\" cannot create resource \"pods\" in API group \"\""
                        + " in the namespace \"default\"");
        assertThat(status.path("reason").asString("")).isEqualTo("Forbidden");
    }

    @Test
    void whatMayNotBecomeIsNotStored() {
        String maps = "/api/v1/namespaces/default/configmaps";
        server.json(403, "POST", maps, "{\"metadata\": {\"name\": \"not-by-admin\"}}");
        server.json(404, "GET", maps + "/not-by-admin", "");
    }

    @Test
    void callersAskAboutThemselves() {
        JsonNode self = server.json(201, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        assertThat(self.path("status").path("userInfo").path("username").asString(""))
                .isEqualTo("admin");
        String attributes = "{\"spec\": {\"resourceAttributes\": {\"verb\": \"delete\", \"resource\": \"pods\"}}}";
        JsonNode can = server.json(201, "POST", REVIEWS + "selfsubjectaccessreviews", attributes);
        assertThat(can.path("status").path("allowed").asBoolean()).isTrue();
        JsonNode rules = server.json(
                201, "POST", REVIEWS + "selfsubjectrulesreviews", "{\"spec\": {\"namespace\": \"default\"}}");
        assertThat(rules.path("status").path("resourceRules").size()).isEqualTo(1);
        server.json(400, "POST", REVIEWS + "selfsubjectaccessreviews", "{\"spec\": {}}");
    }

    @Test
    void othersAreAskedAbout() {
        String question = "{\"spec\": {\"user\": \"reader\", \"resourceAttributes\": {\"verb\": \"delete\"}}}";
        JsonNode may = server.json(201, "POST", REVIEWS + "subjectaccessreviews", question);
        assertThat(may.path("status").path("allowed").asBoolean(true)).isFalse();
        String tokens = "/apis/authentication.k8s.io/v1/tokenreviews";
        JsonNode good = server.json(201, "POST", tokens, "{\"spec\": {\"token\": \"maria\"}}");
        assertThat(good.path("status").path("user").path("username").asString(""))
                .isEqualTo("maria");
        assertThat(good.path("spec").path("token").asString("")).isEmpty();
        JsonNode bad = server.json(201, "POST", tokens, "{\"spec\": {\"token\": \"wrong\"}}");
        assertThat(bad.path("status").path("authenticated").asBoolean(true)).isFalse();
    }

    @Test
    void somebodyElseMayBeSpokenFor() {
        String self = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        JsonNode review =
                server.json(201, "POST", self, "{}", "Impersonate-User", "maria", "Impersonate-Group", "readers");
        assertThat(review.path("status").path("userInfo").path("username").asString(""))
                .isEqualTo("maria");
        JsonNode refused = server.json(
                403, "GET", "/api/v1/pods", "", "Authorization", "Bearer reader", "Impersonate-User", "maria");
        assertThat(refused.path("message").asString("")).contains("cannot impersonate resource \"users\"");
    }

    @Test
    void anAccountGetsAToken() {
        String accounts = "/api/v1/namespaces/default/serviceaccounts";
        server.json(201, "POST", accounts, "{\"metadata\": {\"name\": \"builder\"}}");
        JsonNode token = server.json(201, "POST", accounts + "/builder/token", "{\"spec\": {}}");
        assertThat(token.path("status").path("token").asString("")).isEqualTo("token-of-builder");
    }
}
