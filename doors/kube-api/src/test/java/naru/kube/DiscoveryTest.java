package naru.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import naru.cluster.schema.OpenApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the server says of itself.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscoveryTest {
    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void theVersionIsInNumbers() {
        JsonNode version = server.get("/version");
        assertThat(version.path("major").asString("")).matches("[0-9]+");
        assertThat(version.path("minor").asString("")).matches("[0-9]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/livez", "/readyz"})
    void itIsWell(String path) {
        assertThat(server.send("GET", path, "").body()).isEqualTo("ok");
        assertThat(server.send("GET", path + "?verbose", "").body()).contains("check passed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta1"})
    void everythingIsFoundAtOnce(String version) {
        String accept = "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList";
        HttpResponse<String> answer = server.send("GET", "/apis", "", "Accept", accept + ",application/json");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(accept);
        JsonNode groups = server.get("/apis", "Accept", accept).path("items");
        assertThat(groups.valueStream()
                        .map(one -> one.path("metadata").path("name").asString("")))
                .contains("apps", "batch", "metrics.k8s.io")
                .doesNotContain("");
        JsonNode pods = server.get("/api", "Accept", accept)
                .path("items")
                .path(0)
                .path("versions")
                .path(0)
                .path("resources")
                .valueStream()
                .filter(one -> one.path("resource").asString("").equals("pods"))
                .findFirst()
                .orElseThrow();
        assertThat(pods.path("shortNames").path(0).asString("")).isEqualTo("po");
        assertThat(pods.path("subresources")
                        .valueStream()
                        .map(one -> one.path("subresource").asString("")))
                .contains("log", "exec", "status");
    }

    @Test
    void orOneDocumentAfterTheOther() {
        assertThat(server.get("/api").path("versions").path(0).asString("")).isEqualTo("v1");
        assertThat(server.get("/apis").path("kind").asString("")).isEqualTo("APIGroupList");
        assertThat(server.get("/apis/apps")
                        .path("preferredVersion")
                        .path("version")
                        .asString(""))
                .isEqualTo("v1");
        JsonNode eviction = server.get("/api/v1")
                .path("resources")
                .valueStream()
                .filter(one -> one.path("name").asString("").equals("pods/eviction"))
                .findFirst()
                .orElseThrow();
        assertThat(eviction.path("kind").asString("")).isEqualTo("Eviction");
        assertThat(eviction.path("group").asString("")).isEqualTo("policy");
    }

    @Test
    void whatIsKnownAlreadyIsNotSentAgain() {
        HttpResponse<String> first = server.send("GET", "/apis", "");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(server.send("GET", "/apis", "", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void schemasAreFound() {
        String path = server.get("/openapi/v3")
                .path("paths")
                .path("api/v1")
                .path("serverRelativeURL")
                .asString("");
        assertThat(path).startsWith("/openapi/v3/api/v1?hash=");
        assertThat(server.get(path).path("openapi").asString("")).startsWith("3.");
        server.json(404, "GET", "/openapi/v3/apis/nothing/v1", "");
        assertThat(server.get("/openapi/v2").path("swagger").asString("")).isEqualTo("2.0");
        HttpResponse<String> protobuf = server.send("GET", "/openapi/v2", "", "Accept", OpenApi.V2_PROTOBUF_ASKED);
        assertThat(protobuf.headers().firstValue("Content-Type")).hasValue(OpenApi.V2_PROTOBUF);
        server.json(406, "GET", path, "", "Accept", "application/xml");
    }
}
