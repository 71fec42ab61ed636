package naru.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import naru.base.Json;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OpenApiTest {
    private final OpenApi api = new OpenApi(Resources.all(), "v1.32.0");

    private JsonNode v3(String path) {
        return Json.tree(api.v3(path).orElseThrow().bytes());
    }

    @Test
    void theIndexNamesEveryGroupAndVersion() {
        JsonNode paths = Json.tree(api.index()).path("paths");
        for (Resource resource : Resources.all()) {
            String path = (resource.group().isEmpty() ? "api/" : "apis/") + resource.apiVersion();
            assertThat(paths.path(path).path("serverRelativeURL").asString(""))
                    .isEqualTo("/openapi/v3/" + path + "?hash="
                            + api.v3(path).orElseThrow().hash());
        }
        assertThat(api.v3("apis/example.com/v1")).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        Json.tree(api.index()).path("paths").propertyNames().forEach(path -> {
            JsonNode document = v3(path);
            assertThat(unresolved(document)).as(path).isEmpty();
        });
        assertThat(unresolved(Json.tree(api.v2().bytes()))).isEmpty();
    }

    private static List<String> unresolved(JsonNode document) {
        List<String> missing = new ArrayList<>();
        document.findValuesAsString("$ref").forEach(reference -> {
            if (document.at(reference.substring(1)).isMissingNode()) {
                missing.add(reference);
            }
        });
        return missing;
    }

    @Test
    void pathsSayWhatKubectlLooksFor() {
        JsonNode document = v3("apis/apps/v1");
        JsonNode patch = document.path("paths")
                .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                .path("patch");
        assertThat(patch.path("parameters")
                        .valueStream()
                        .map(p -> p.path("name").asString("")))
                .contains("dryRun", "fieldManager", "fieldValidation", "force");
        assertThat(patch.path("x-kubernetes-group-version-kind").toString())
                .isEqualTo("{\"group\":\"apps\",\"kind\":\"Deployment\",\"version\":\"v1\"}");
        assertThat(patch.path("x-kubernetes-action").asString("")).isEqualTo("patch");
        assertThat(document.path("paths")
                        .path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale")
                        .path("put")
                        .path("x-kubernetes-group-version-kind")
                        .path("kind")
                        .asString(""))
                .isEqualTo("Scale");
    }

    @Test
    void typesSayHowTheyMerge() {
        JsonNode types = v3("api/v1").path("components").path("schemas");
        JsonNode pod = types.path("io.k8s.api.core.v1.PodSpec");
        assertThat(pod.path("description").asString("")).contains("description of a pod");
        assertThat(pod.path("required").toString()).isEqualTo("[\"containers\"]");
        JsonNode volumes = pod.path("properties").path("volumes");
        assertThat(volumes.path("x-kubernetes-patch-strategy").asString("")).isEqualTo("merge,retainKeys");
        assertThat(volumes.path("x-kubernetes-patch-merge-key").asString("")).isEqualTo("name");
        assertThat(volumes.path("x-kubernetes-list-type").asString("")).isEqualTo("map");
        assertThat(types.path("io.k8s.api.core.v1.Pod")
                        .path("x-kubernetes-group-version-kind")
                        .toString())
                .isEqualTo("[{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}]");
    }

    @Test
    void theSameKindsGiveTheSameDocuments() {
        OpenApi again = new OpenApi(Resources.all(), "v1.32.0");
        assertThat(again.v3("api/v1").orElseThrow().gzip())
                .isEqualTo(api.v3("api/v1").orElseThrow().gzip());
        assertThat(again.index()).isEqualTo(api.index());
        assertThat(new OpenApi(Resources.all(), "v1.33.0").index()).isNotEqualTo(api.index());
        assertThat(Json.tree(api.v2().bytes())).isInstanceOf(ObjectNode.class);
    }
}
