package naru.app.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import naru.base.Json;
import naru.cluster.auth.AccountTokens;
import naru.cluster.auth.SigningKey;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.cluster.state.ServiceNetwork;
import naru.cluster.state.StartContent;
import naru.pipeline.deploy.ClusterAccess;
import naru.pipeline.deploy.ClusterAccess.Applied;
import naru.pipeline.deploy.ClusterAccess.Manifest;
import naru.pipeline.deploy.Rollout.State;
import naru.store.kv.SqliteKeyValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class JobClusterTest {
    private static final String PAGE = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: words}
            data: {greeting: hello}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: page}
            spec:
              replicas: 2
              selector: {matchLabels: {app: page}}
              template:
                metadata: {labels: {app: page}}
                spec: {containers: [{name: page, image: "page:1"}]}
            """;
    private static final String POD = """
            {"metadata": {"name": "page-1", "labels": {"app": "page"}},
             "spec": {"containers": [{"name": "page", "image": "page:1"}]}}""";

    @TempDir
    Path folder;

    private SqliteKeyValues store;
    private ObjectStore objects;

    @BeforeEach
    void open() {
        store = SqliteKeyValues.open(folder.resolve("cluster.db"));
        objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
        StartContent.ensure(objects, ServiceNetwork.DEFAULT, 6443);
    }

    @AfterEach
    void close() {
        objects.close();
        store.close();
    }

    private JobCluster cluster() {
        AccountTokens tokens =
                new AccountTokens(SigningKey.open(folder), (_, _, _) -> Optional.empty(), InstantSource.system());
        return new JobCluster(objects, tokens, new JobCluster.Door("https://10.63.0.1:443", "PEM"), "n1");
    }

    private static List<Manifest> file(String text) {
        return List.of(new Manifest("k8s/page.yaml", text));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.tree(text.getBytes(UTF_8));
    }

    private int count(Resource resource, String namespace) {
        return objects.list(resource, namespace, ListOptions.ALL).items().size();
    }

    @Test
    void aRunHasAnAccountThatGoesWithIt() {
        try (ClusterAccess access = cluster().open("My Shop", "shop")) {
            assertThat(access.token()).contains(".");
            assertThat(access.kubeconfig())
                    .contains("server: https://10.63.0.1:443", "namespace: shop", "token: " + access.token());
            ObjectNode binding = objects.list(Resources.ROLE_BINDINGS, "shop", ListOptions.ALL)
                    .items()
                    .getFirst();
            assertThat(Tree.name(binding)).startsWith("naru-job-my-shop-");
            assertThat(Tree.text(binding, "roleRef", "name")).isEqualTo("admin");
        }
        assertThat(count(Resources.ROLE_BINDINGS, "shop")).isZero();
        assertThat(count(Resources.SERVICE_ACCOUNTS, "shop")).isZero();
        cluster().open("all", "*");
        assertThat(count(Resources.CLUSTER_ROLE_BINDINGS, "")).isEqualTo(1);
        cluster(); // the next start of a daemon that was killed
        assertThat(count(Resources.CLUSTER_ROLE_BINDINGS, "")).isZero();
    }

    @Test
    void documentsAreAppliedToItsNamespaceAndNoOther() {
        try (ClusterAccess access = cluster().open("shop", "shop")) {
            assertThat(access.apply(file(PAGE), ""))
                    .extracting(Applied::line)
                    .containsExactly("configmap/words created", "deployment.apps/page created");
            assertThat(access.apply(file(PAGE.replace("page:1", "page:2")), ""))
                    .extracting(Applied::line)
                    .containsExactly("configmap/words unchanged", "deployment.apps/page configured");
            assertThatThrownBy(() -> access.apply(file(PAGE), "kube-system"))
                    .hasMessageContaining("k8s/page.yaml: ConfigMap words is for namespace kube-system")
                    .hasMessageContaining("namespace shop only");
            String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n";
            assertThatThrownBy(() -> access.apply(file(PAGE.replace("hello", "no") + "---\n" + namespace), ""))
                    .hasMessageContaining("Namespace other is for the whole cluster");
            assertThat(Tree.text(objects.get(Resources.CONFIG_MAPS, "shop", "words"), "data", "greeting"))
                    .isEqualTo("hello");
        }
    }

    @Test
    void whatTheClusterDoesNotTakeIsRefusedWithTheFile() {
        try (ClusterAccess access = cluster().open("shop", "shop")) {
            assertThatThrownBy(() -> access.apply(file("kind: Deplyment\napiVersion: apps/v1\n"), ""))
                    .hasMessageContaining("k8s/page.yaml: no matches for kind \"Deplyment\"");
            assertThatThrownBy(() -> access.apply(file(PAGE.replace("replicas: 2", "replica: 2")), ""))
                    .hasMessageContaining("unknown field \"spec.replica\"");
            assertThatThrownBy(() -> access.apply(file(PAGE.replace("replicas: 2", "replicas: -2")), ""))
                    .hasMessageContaining("spec.replicas");
            assertThatThrownBy(() -> access.apply(file("# nothing\n"), "")).hasMessageContaining("no document");
        }
    }

    @Test
    void aRolloutIsFollowedThroughItsStates() throws InterruptedException {
        try (ClusterAccess access = cluster().open("shop", "shop")) {
            Applied page = access.apply(file(PAGE), "").getLast();
            try (ClusterAccess.Following following = access.follow(page)) {
                assertThat(following.next(Duration.ZERO).state()).isEqualTo(State.PENDING);
                status("{\"observedGeneration\":1,\"replicas\":3,\"updatedReplicas\":1,\"availableReplicas\":2}");
                assertThat(following.next(Duration.ofSeconds(20)).line("page"))
                        .isEqualTo("page: 1 of 2 replicas updated, 2 available, 2 old to end");
                status("{\"observedGeneration\":1,\"replicas\":2,\"updatedReplicas\":2,\"availableReplicas\":2}");
                assertThat(following.next(Duration.ofSeconds(20)).state()).isEqualTo(State.COMPLETE);
                objects.delete(Resources.DEPLOYMENTS, "shop", "page", DeleteOptions.NOW);
                assertThat(following.next(Duration.ofSeconds(20)).state()).isEqualTo(State.GONE);
            }
        }
    }

    private void status(String status) {
        update(Resources.DEPLOYMENTS, "page", status);
    }

    private void update(Resource resource, String name, String status) {
        ObjectNode object = objects.get(resource, "shop", name);
        object.set("status", json(status));
        objects.update(resource, "shop", name, "status", object, WriteOptions.by("test"));
    }

    @Test
    void podsSayWhyTheyDoNotServe() {
        try (ClusterAccess access = cluster().open("shop", "shop")) {
            Applied page = access.apply(file(PAGE), "").getLast();
            assertThat(access.troubles(page)).isEmpty();
            objects.create(Resources.PODS, "shop", json(POD), WriteOptions.by("test"));
            update(Resources.PODS, "page-1", """
                    {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
                     "reason": "Unschedulable", "message": "0/1 nodes are available"}]}""");
            assertThat(access.troubles(page)).containsExactly("pod page-1: Unschedulable: 0/1 nodes are available");
            update(Resources.PODS, "page-1", """
                    {"phase": "Pending", "containerStatuses": [{"name": "page", "image": "page:1", "imageID": "",
                     "ready": false, "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff",
                     "message": "back-off"}}, "lastState": {"terminated": {"exitCode": 3}}}]}""");
            assertThat(access.troubles(page))
                    .containsExactly("pod page-1: CrashLoopBackOff: back-off (it ended with exit code 3)");
        }
    }
}
