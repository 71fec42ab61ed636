package naru.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Objects through HTTP: created, read, listed, changed, deleted, and what is refused.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final TestServer server = new TestServer();

    @BeforeAll
    void first() {
        create("base", "");
    }

    @AfterAll
    void close() {
        server.close();
    }

    private JsonNode create(String name, String more) {
        return server.json(
                201,
                "POST",
                MAPS,
                "{\"metadata\": {\"name\": \"" + name + "\"" + more + "}, \"data\": {\"a\": \"b\"}}");
    }

    @Test
    void anObjectLives() {
        JsonNode made = create("lives", ", \"labels\": {\"app\": \"x\"}");
        assertThat(made.path("kind").asString("")).isEqualTo("ConfigMap");
        assertThat(made.path("metadata").path("uid").asString("")).isNotEmpty();
        JsonNode read = server.get(MAPS + "/lives");
        assertThat(read).isEqualTo(made);
        JsonNode changed = server.json(
                200,
                "PATCH",
                MAPS + "/lives",
                "{\"data\": {\"c\": \"d\"}}",
                "Content-Type",
                "application/merge-patch+json");
        assertThat(changed.path("data").size()).isEqualTo(2);
        JsonNode put = server.json(
                200,
                "PUT",
                MAPS + "/lives",
                made.toString()
                        .replace("\"b\"", "\"e\"")
                        .replace(
                                made.path("metadata").path("resourceVersion").toString(),
                                changed.path("metadata").path("resourceVersion").toString()));
        assertThat(put.path("data").path("a").asString("")).isEqualTo("e");
        JsonNode gone = server.json(200, "DELETE", MAPS + "/lives", "{\"propagationPolicy\": \"Background\"}");
        assertThat(gone.path("status").asString("")).isEqualTo("Success");
        assertThat(gone.path("details").path("uid"))
                .isEqualTo(made.path("metadata").path("uid"));
        JsonNode missing = server.json(404, "GET", MAPS + "/lives", "");
        assertThat(missing.path("reason").asString("")).isEqualTo("NotFound");
        assertThat(missing.path("details").path("name").asString("")).isEqualTo("lives");
        assertThat(missing.path("details").path("kind").asString("")).isEqualTo("configmaps");
    }

    @Test
    void pagesGoOn() {
        for (int i = 0; i < 5; i++) {
            create("page-" + i, ", \"labels\": {\"page\": \"yes\"}");
        }
        JsonNode first = server.get(MAPS + "?labelSelector=page%3Dyes&limit=2");
        assertThat(first.path("kind").asString("")).isEqualTo("ConfigMapList");
        assertThat(first.path("items").size()).isEqualTo(2);
        String next = first.path("metadata").path("continue").asString("");
        assertThat(next).isNotEmpty();
        JsonNode second = server.get(MAPS + "?labelSelector=page%3Dyes&limit=10&continue="
                + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8));
        assertThat(second.path("items").size()).isEqualTo(3);
        assertThat(second.path("metadata").has("continue")).isFalse();
        JsonNode gone = server.json(200, "DELETE", MAPS + "?labelSelector=page%3Dyes", "");
        assertThat(gone.path("items").size()).isEqualTo(5);
        assertThat(server.get(MAPS + "?labelSelector=page%3Dyes").path("items").size())
                .isZero();
    }

    @Test
    void aLongListIsCompressedForThoseWhoTakeIt() throws Exception {
        String much = "x".repeat(100_000);
        for (int i = 0; i < 3; i++) {
            server.json(
                    201,
                    "POST",
                    MAPS,
                    "{\"metadata\": {\"name\": \"much-" + i + "\", \"labels\": {\"m\": \"y\"}}, \"data\": {\"a\": \""
                            + much + "\"}}");
        }
        HttpResponse<String> plain = server.send("GET", MAPS + "?labelSelector=m%3Dy", "");
        assertThat(plain.body()).hasSizeGreaterThan(300_000).endsWith("}\n");
        java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create(server.address + MAPS + "?labelSelector=m%3Dy"))
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> packed = server.client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.body().length).isLessThan(30_000);
        byte[] unpacked =
                new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(new String(unpacked, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(plain.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST|/api/v1/namespaces/default/configmaps|{\"metadata\": {\"name\": \"base\"}}|409|AlreadyExists",
                "POST|/api/v1/namespaces/default/configmaps|{\"metadata\": {\"name\": \"Not A Name\"}}|422|Invalid",
                "POST|/api/v1/namespaces/default/configmaps|{\"metadata\": |400|BadRequest",
                "POST|/api/v1/namespaces/default/configmaps|[]|400|BadRequest",
                "POST|/api/v1/namespaces/default/configmaps|{\"kind\": \"Pod\"}|400|BadRequest",
                "POST|/api/v1/namespaces/default/configmaps|{\"apiVersion\": \"v2\"}|400|BadRequest",
                "POST|/api/v1/namespaces/default/configmaps|{\"metadata\": {\"name\": \"a\", \"namespace\": \"b\"}}|400|BadRequest",
                "POST|/api/v1/configmaps|{\"metadata\": {\"name\": \"a\"}}|400|BadRequest",
                "PUT|/api/v1/namespaces/default/configmaps/base|{\"metadata\": {\"name\": \"other\"}}|400|BadRequest",
                "PUT|/api/v1/namespaces/default/configmaps/base|{\"metadata\": {\"name\": \"base\", \"resourceVersion\": \"1\"}}|409|Conflict",
                "PUT|/api/v1/namespaces/default/configmaps|{}|405|MethodNotAllowed",
                "POST|/version|{}|405|MethodNotAllowed",
                "GET|/api/v1/namespaces/default/nothings||404|NotFound",
                "GET|/apis/nothing/v1||404|NotFound",
                "GET|/api/v1/namespaces/default/nodes||404|NotFound",
                "GET|/api/v1/namespaces/default/configmaps?limit=-3||400|BadRequest",
                "GET|/api/v1/namespaces/default/configmaps?limit=x||400|BadRequest",
                "GET|/api/v1/namespaces/default/configmaps?resourceVersion=x||400|BadRequest",
                "GET|/api/v1/namespaces/default/configmaps?resourceVersionMatch=Exact||400|BadRequest",
                "GET|/api/v1/namespaces/default/configmaps?labelSelector=a%20b||400|BadRequest",
                "POST|/api/v1/namespaces/default/configmaps?dryRun=Some|{}|400|BadRequest",
                "POST|/api/v1/namespaces/default/configmaps?fieldValidation=Some|{}|400|BadRequest",
                "DELETE|/api/v1/namespaces/default/configmaps/base?propagationPolicy=Some||400|BadRequest",
                "GET|/api/v1/namespaces/default/pods/none/log||404|NotFound",
            })
    void whatIsWrongIsTold(
            String method, String path, @org.jspecify.annotations.Nullable String body, int code, String reason) {
        JsonNode status = server.json(code, method, path, body == null ? "" : body);
        assertThat(status.path("kind").asString("")).isEqualTo("Status");
        assertThat(status.path("status").asString("")).isEqualTo("Failure");
        assertThat(status.path("reason").asString("")).isEqualTo(reason);
        assertThat(status.path("code").asInt()).isEqualTo(code);
        assertThat(status.path("message").asString("")).isNotEmpty();
    }

    @Test
    void anInvalidObjectSaysWhichField() {
        JsonNode status = server.json(422, "POST", MAPS, "{\"metadata\": {\"name\": \"Not A Name\"}}");
        assertThat(status.path("details").path("kind").asString("")).isEqualTo("ConfigMap");
        assertThat(status.path("details").path("name").asString("")).isEqualTo("Not A Name");
        assertThat(status.path("details").path("causes").path(0).path("field").asString(""))
                .isEqualTo("metadata.name");
    }

    @Test
    void otherFormatsAreRefusedOrRead() {
        JsonNode no = server.json(415, "POST", MAPS, "a=b", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(no.path("reason").asString("")).isEqualTo("UnsupportedMediaType");
        server.json(415, "PATCH", MAPS + "/base", "{}", "Content-Type", "application/json");
        JsonNode yaml = server.json(
                201, "POST", MAPS, "metadata:\n  name: yaml\ndata: {a: 'b'}\n", "Content-Type", "application/yaml");
        assertThat(yaml.path("data").path("a").asString("")).isEqualTo("b");
        JsonNode unacceptable = server.json(406, "GET", MAPS, "", "Accept", "application/xml");
        assertThat(unacceptable.path("reason").asString("")).isEqualTo("NotAcceptable");
    }

    @Test
    void aHugeBodyIsRefused() {
        String huge = "{\"data\": {\"a\": \"" + "x".repeat(3 << 20) + "\"}}";
        assertThat(server.json(413, "POST", MAPS, huge).path("reason").asString(""))
                .isEqualTo("RequestEntityTooLarge");
    }

    @Test
    void fieldsThatAKindHasNotAreToldOrRefused() {
        String unknown = "{\"metadata\": {\"name\": \"unknown\"}, \"dat\": {}}";
        JsonNode strict = server.json(400, "POST", MAPS + "?fieldValidation=Strict", unknown);
        assertThat(strict.path("message").asString(""))
                .isEqualTo("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error:"
                        + " unknown field \"dat\"");
        HttpResponse<String> warned = server.send("POST", MAPS + "?dryRun=All", unknown);
        assertThat(warned.headers().firstValue("Warning")).hasValue("299 - \"unknown field \\\"dat\\\"\"");
        assertThat(warned.body()).doesNotContain("dat\"");
    }

    @Test
    void applyOnTheServersSideMakesAndChanges() {
        String path = MAPS + "/applied?fieldManager=t";
        String type = "application/apply-patch+yaml";
        String yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\ndata: {a: 'b'}\n";
        server.json(200, "PATCH", path, yaml, "Content-Type", type);
        JsonNode conflict = server.json(409, "PATCH", path + "2", yaml.replace("'b'", "'c'"), "Content-Type", type);
        assertThat(conflict.path("details")
                        .path("causes")
                        .path(0)
                        .path("reason")
                        .asString(""))
                .isEqualTo("FieldManagerConflict");
        JsonNode forced =
                server.json(200, "PATCH", path + "2&force=true", yaml.replace("'b'", "'c'"), "Content-Type", type);
        assertThat(forced.path("data").path("a").asString("")).isEqualTo("c");
    }

    @Test
    void fieldsThatStandTwiceAreToldOrRefused() {
        String twice = "{\"metadata\": {\"name\": \"twice\"}, \"data\": {\"a\": \"b\", \"a\": \"c\"}}";
        JsonNode strict = server.json(400, "POST", MAPS + "?fieldValidation=Strict", twice);
        assertThat(strict.path("message").asString("")).contains("strict decoding error: duplicate field \"data.a\"");
        HttpResponse<String> warned = server.send("POST", MAPS + "?dryRun=All", twice);
        assertThat(warned.statusCode()).isEqualTo(201);
        assertThat(warned.headers().firstValue("Warning")).hasValue("299 - \"duplicate field \\\"data.a\\\"\"");
        HttpResponse<String> ignored = server.send("POST", MAPS + "?fieldValidation=Ignore&dryRun=All", twice);
        assertThat(ignored.headers().firstValue("Warning")).isEmpty();
        server.json(404, "GET", MAPS + "/twice", "");
    }

    @Test
    void aDeploymentIsScaled() {
        String deployments = "/apis/apps/v1/namespaces/default/deployments";
        server.json(201, "POST", deployments, """
                {"metadata": {"name": "web"}, "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
                 "template": {"metadata": {"labels": {"app": "web"}},
                  "spec": {"containers": [{"name": "c", "image": "i"}]}}}}""");
        JsonNode scale = server.get(deployments + "/web/scale");
        assertThat(scale.path("spec").path("replicas").asInt()).isEqualTo(2);
        assertThat(scale.path("status").path("selector").asString("")).isEqualTo("app=web");
        JsonNode more = server.json(
                200,
                "PATCH",
                deployments + "/web/scale",
                "{\"spec\": {\"replicas\": 5}}",
                "Content-Type",
                "application/merge-patch+json");
        assertThat(more.path("kind").asString("")).isEqualTo("Scale");
        assertThat(server.get(deployments + "/web")
                        .path("spec")
                        .path("replicas")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void aPodIsBoundAndItsLogRead() {
        String pods = "/api/v1/namespaces/default/pods";
        server.json(
                201,
                "POST",
                pods,
                "{\"metadata\": {\"name\": \"web\"}, \"spec\": {\"containers\": [{\"name\": \"app\", \"image\": \"i\"}]}}");
        assertThat(server.json(400, "GET", pods + "/web/log", "")
                        .path("message")
                        .asString(""))
                .contains("does not have a host assigned");
        server.json(201, "POST", pods + "/web/binding", "{\"target\": {\"kind\": \"Node\", \"name\": \"n1\"}}");
        assertThat(server.json(409, "POST", pods + "/web/binding", "{\"target\": {\"name\": \"n2\"}}")
                        .path("message")
                        .asString(""))
                .contains("already assigned to node \"n1\"");
        HttpResponse<String> log = server.send("GET", pods + "/web/log?tailLines=3&timestamps=true", "");
        assertThat(log.body()).startsWith("default/web/app").contains("tailLines=3", "timestamps=true");
        server.json(400, "GET", pods + "/web/log?container=other", "");
        JsonNode metrics = server.get("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/web");
        assertThat(metrics.path("containers").path(0).path("usage").path("cpu").asString(""))
                .isEqualTo("1500000n");
        JsonNode gone =
                server.json(201, "POST", pods + "/web/eviction", "{\"deleteOptions\": {\"gracePeriodSeconds\": 0}}");
        assertThat(gone.path("status").asString("")).isEqualTo("Success");
        server.json(404, "GET", pods + "/web", "");
    }
}
