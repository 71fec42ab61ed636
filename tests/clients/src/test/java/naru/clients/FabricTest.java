package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A client library of the Java world (fabric8) works unchanged.
@Tag("system")
class FabricTest {
    private static Kube kube;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws IOException {
        kube = new Kube();
        String config = Files.readString(kube.naru.instance().data().resolve("kubeconfig"));
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(config))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        kube.close();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kind", "test")
                .endMetadata()
                .addToData("key", value)
                .build();
    }

    @Test
    void objectsAreMadeListedChangedAndFollowed() throws InterruptedException {
        var maps = client.configMaps().inNamespace("default");
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (SharedIndexInformer<ConfigMap> informer =
                maps.withLabel("kind", "test").inform(telling(seen))) {
            maps.resource(map("one", "1")).create();
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("added one 1");
            assertThat(maps.withLabel("kind", "test").list().getItems())
                    .extracting(map -> map.getMetadata().getName())
                    .containsExactly("one");
            maps.withName("one")
                    .edit(map -> new ConfigMapBuilder(map).addToData("key", "2").build());
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("updated one 2");
            maps.withName("one").patch("{\"data\":{\"key\":\"3\"}}");
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("updated one 3");
            maps.resource(map("one", "4")).forceConflicts().serverSideApply();
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("updated one 4");
            assertThat(informer.getStore().list()).hasSize(1);
            maps.withName("one").delete();
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("deleted one 4");
        }
        assertThat(maps.withName("one").get()).isNull();
    }

    private static ResourceEventHandler<ConfigMap> telling(BlockingQueue<String> seen) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap map) {
                tell("added", map);
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap map) {
                tell("updated", map);
            }

            @Override
            public void onDelete(ConfigMap map, boolean unknown) {
                tell("deleted", map);
            }

            private void tell(String what, ConfigMap map) {
                seen.add(what + " " + map.getMetadata().getName() + " "
                        + map.getData().get("key"));
            }
        };
    }

    @Test
    void podsRunAnswerAndGo() throws Exception {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("fabric")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("small:test")
                .withCommand("sh", "-c", "echo up; exec httpd -f -p 80 -h /etc")
                .endContainer()
                .endSpec()
                .build();
        var pods = client.pods().inNamespace("default");
        pods.resource(pod).create();
        pods.withName("fabric").waitUntilReady(60, TimeUnit.SECONDS);
        assertThat(pods.withName("fabric").getLog()).isEqualTo("up\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch exec = pods.withName("fabric").writingOutput(out).exec("sh", "-c", "hostname; exit 6")) {
            assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).isEqualTo(6);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("fabric\n");
        assertThat(pods.withName("fabric").withGracePeriod(0).delete()).hasSize(1);
        pods.withName("fabric").waitUntilCondition(gone -> gone == null, 30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsWrongIsToldWithItsField() {
        var maps = client.configMaps().inNamespace("default");
        assertThatThrownBy(() -> maps.resource(map("Bad_Name", "1")).create())
                .isInstanceOfSatisfying(KubernetesClientException.class, failure -> {
                    assertThat(failure.getCode()).isEqualTo(422);
                    assertThat(failure.getStatus()
                                    .getDetails()
                                    .getCauses()
                                    .getFirst()
                                    .getField())
                            .isEqualTo("metadata.name");
                });
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("32");
        assertThat(client.namespaces().list().getItems())
                .extracting(one -> one.getMetadata().getName())
                .containsAll(List.of("default", "kube-system"));
        assertThat(client.nodes().list().getItems().getFirst().getStatus().getCapacity())
                .containsKey("cpu");
    }
}
