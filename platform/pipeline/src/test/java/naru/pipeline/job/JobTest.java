package naru.pipeline.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import naru.base.Json;
import org.junit.jupiter.api.Test;

class JobTest {
    private static final String BEFORE_CLUSTERS = """
            {"name": "shop", "repo": "https://git.example.com/shop.git", "credential": null, "branch": "*",
             "scriptPath": "Jenkinsfile", "image": "naru/host", "mounts": [], "docker": false, "status": null,
             "hookDigest": "00"}""";

    private static Job inNamespace(String namespace) {
        return new Job(
                "shop",
                "https://git.example.com/shop.git",
                Optional.empty(),
                "*",
                "Jenkinsfile",
                Job.HOST_IMAGE,
                List.of(),
                false,
                Optional.of(namespace),
                Optional.empty(),
                Job.digest("token-of-hook"));
    }

    @Test
    void aJobKeptBeforeThereWereClustersMayNotDeploy() {
        assertThat(Json.read(BEFORE_CLUSTERS.getBytes(UTF_8), Job.class).cluster())
                .isEmpty();
    }

    @Test
    void whereItDeploysIsANamespaceOrAll() {
        assertThat(inNamespace("shop-1").cluster()).contains("shop-1");
        assertThat(inNamespace("*").cluster()).contains("*");
        assertThatThrownBy(() -> inNamespace("Shop")).hasMessageContaining("namespace");
        assertThatThrownBy(() -> inNamespace("a/b")).hasMessageContaining("namespace");
    }
}
