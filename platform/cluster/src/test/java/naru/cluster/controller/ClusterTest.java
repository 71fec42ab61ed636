package naru.cluster.controller;

import static naru.cluster.view.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.base.Json;
import naru.cluster.informer.Timing;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.schedule.Verdicts;
import naru.cluster.view.Conditions;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(120)
class ClusterTest {
    private TestCluster cluster;

    @BeforeEach
    void open() throws InterruptedException {
        cluster = new TestCluster(Timing.system());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void a_pod_that_fits_nowhere_says_why_for_each_node_and_runs_when_one_comes() throws InterruptedException {
        cluster.nodes().add("n1", "n2");
        cluster.objects()
                .patch(
                        Resources.NODES,
                        "",
                        "n2",
                        "",
                        new Patch.Merge(json("{'spec': {'unschedulable': true}}")),
                        TestCluster.USER);
        cluster.create(Resources.PODS, pod("big", "'resources': {'requests': {'cpu': '3'}}"));
        cluster.until(
                "one is placed",
                () -> !Pods.node(cluster.get(Resources.PODS, "big")).isEmpty());
        cluster.create(Resources.PODS, pod("other", "'resources': {'requests': {'cpu': '3'}}"));
        String message = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.";
        cluster.until(
                "it says why",
                () -> Conditions.find(cluster.get(Resources.PODS, "other"), "PodScheduled")
                        .filter(one -> Meta.text(one, "message").equals(message))
                        .filter(one -> Meta.text(one, "reason").equals("Unschedulable"))
                        .isPresent());
        cluster.until(
                "an event says so",
                () -> failures().stream()
                        .anyMatch(one -> Meta.text(one, "message").equals(message)));
        JsonNode nodes =
                Json.tree(Meta.annotation(failures().getLast(), Verdicts.NODES).getBytes(StandardCharsets.UTF_8));
        assertThat(nodes.path("n1").asString("")).isEqualTo("Insufficient cpu");
        assertThat(cluster.controllers().why("default", "other"))
                .containsEntry("n2", "node(s) were unschedulable")
                .hasSize(2);

        cluster.nodes().add("n3");
        cluster.until(
                "it runs",
                () -> Pods.node(cluster.get(Resources.PODS, "other")).equals("n3")
                        && Pods.ready(cluster.get(Resources.PODS, "other")));
        assertThat(cluster.controllers().why("default", "other")).isEmpty();
    }

    @Test
    void endpoints_follow_readiness_ports_and_deletion() throws InterruptedException {
        cluster.nodes().add("n1");
        cluster.create(Resources.SERVICES, """
                {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'web'},
                 'spec': {'selector': {'app': 'web'}, 'ports': [{'name': 'http', 'port': 80, 'targetPort': 'web'}]}}""");
        cluster.until("it has a slice without endpoints", () -> slices().size() == 1);
        String first = Meta.name(slices().getFirst());
        cluster.create(Resources.PODS, pod("one", "'ports': [{'name': 'web', 'containerPort': 8080}]"));
        cluster.until("it answers", () -> endpoint("ready"));
        assertThat(slices()).hasSize(1);
        ObjectNode slice = slices().getFirst();
        assertThat(Meta.name(slice)).isEqualTo(first);
        assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(8080);
        assertThat(slice.at("/endpoints/0/targetRef/name").asString()).isEqualTo("one");
        assertThat(slice.at("/endpoints/0/nodeName").asString()).isEqualTo("n1");
        cluster.until("the endpoints say so too", () -> !subsets().isEmpty());
        assertThat(subsets().at("/0/ports/0/port").asInt()).isEqualTo(8080);

        cluster.nodes().cut("n1");
        cluster.objects().delete(Resources.PODS, "default", "one", DeleteOptions.DEFAULT);
        cluster.until("it is ending", () -> endpoint("terminating") && endpoint("serving") && !endpoint("ready"));
        cluster.until("the endpoints are empty", () -> subsets().isEmpty());
        cluster.nodes().back("n1");
        cluster.until(
                "it is gone",
                () -> slices().size() == 1
                        && slices().getFirst().path("endpoints").isEmpty());
        cluster.objects().delete(Resources.SERVICES, "default", "web", DeleteOptions.DEFAULT);
        cluster.until(
                "all is gone",
                () -> slices().isEmpty()
                        && cluster.find(Resources.ENDPOINTS, "web").isEmpty());
    }

    @Test
    void a_service_may_publish_pods_that_are_not_ready() throws InterruptedException {
        cluster.nodes().add("n1");
        cluster.nodes().ready(false);
        cluster.create(Resources.SERVICES, """
                {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'web'},
                 'spec': {'clusterIP': 'None', 'selector': {'app': 'web'}, 'publishNotReadyAddresses': true}}""");
        cluster.create(Resources.PODS, pod("one", "'image': 'i'"));
        cluster.until("it is published", () -> endpoint("ready"));
        assertThat(slices().getFirst().at("/metadata/labels").toString()).contains("service.kubernetes.io/headless");
    }

    @Test
    void every_namespace_has_its_account_and_authority_and_the_api_is_a_service() throws InterruptedException {
        cluster.create(Resources.NAMESPACES, "{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': 'team'}}");
        cluster.until(
                "they are there",
                () -> has(Resources.SERVICE_ACCOUNTS, "default") && has(Resources.CONFIG_MAPS, "kube-root-ca.crt"));
        cluster.objects().delete(Resources.CONFIG_MAPS, "team", "kube-root-ca.crt", DeleteOptions.DEFAULT);
        cluster.until("it is there again", () -> has(Resources.CONFIG_MAPS, "kube-root-ca.crt"));
        cluster.until(
                "the API has endpoints",
                () -> cluster.find(Resources.ENDPOINT_SLICES, "kubernetes")
                        .filter(one ->
                                one.at("/endpoints/0/addresses/0").asString("").equals("192.0.2.1"))
                        .isPresent());
        assertThat(cluster.get(Resources.SERVICES, "kubernetes")
                        .at("/spec/clusterIP")
                        .asString())
                .isEqualTo("10.63.0.1");
    }

    @Test
    void a_namespace_that_is_deleted_says_what_remains_and_goes_when_nothing_does() throws InterruptedException {
        cluster.create(Resources.NAMESPACES, "{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': 'team'}}");
        cluster.until("it has its content", () -> has(Resources.CONFIG_MAPS, "kube-root-ca.crt"));
        ObjectNode held = json("""
                {'apiVersion': 'v1', 'kind': 'ConfigMap',
                 'metadata': {'name': 'held', 'finalizers': ['example.com/mine']}}""");
        cluster.objects().create(Resources.CONFIG_MAPS, "team", held, TestCluster.USER);
        cluster.objects().delete(Resources.NAMESPACES, "", "team", DeleteOptions.DEFAULT);
        cluster.until(
                "it says what remains",
                () -> Conditions.find(cluster.get(Resources.NAMESPACES, "team"), "NamespaceFinalizersRemaining")
                        .filter(one -> Meta.text(one, "message").contains("example.com/mine in 1 resource instances"))
                        .isPresent());
        cluster.objects()
                .patch(
                        Resources.CONFIG_MAPS,
                        "team",
                        "held",
                        "",
                        new Patch.Merge(json("{'metadata': {'finalizers': null}}")),
                        TestCluster.USER);
        cluster.until(
                "it is gone", () -> cluster.find(Resources.NAMESPACES, "team").isEmpty());
    }

    @Test
    void what_an_absent_owner_left_is_taken_away_and_what_a_present_one_has_stays() throws InterruptedException {
        ObjectNode owner = cluster.create(
                Resources.CONFIG_MAPS, "{'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'owner'}}");
        cluster.create(Resources.SECRETS, owned("stays", Meta.uid(owner)));
        cluster.create(Resources.SECRETS, owned("goes", "of-an-earlier-one"));
        cluster.until(
                "it is gone", () -> cluster.find(Resources.SECRETS, "goes").isEmpty());
        assertThat(cluster.find(Resources.SECRETS, "stays")).isPresent();
        cluster.objects().delete(Resources.CONFIG_MAPS, "default", "owner", DeleteOptions.DEFAULT);
        cluster.until(
                "the other is gone",
                () -> cluster.find(Resources.SECRETS, "stays").isEmpty());
    }

    private static String owned(String name, String uid) {
        return """
                {'apiVersion': 'v1', 'kind': 'Secret', 'metadata': {'name': '%s', 'ownerReferences':
                  [{'apiVersion': 'v1', 'kind': 'ConfigMap', 'name': 'owner', 'uid': '%s'}]}}""".formatted(name, uid);
    }

    private static String pod(String name, String container) {
        return """
                {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': '%s', 'labels': {'app': 'web'}},
                 'spec': {'containers': [{'name': 'c', 'image': 'i', %s}]}}""".formatted(name, container);
    }

    private boolean has(naru.cluster.object.Resource kind, String name) {
        return cluster.objects().list(kind, "team", ListOptions.ALL).items().stream()
                .anyMatch(one -> Meta.name(one).equals(name));
    }

    private List<ObjectNode> failures() {
        return cluster.labelled(Resources.EVENTS, "").stream()
                .filter(one -> Meta.text(one, "reason").equals("FailedScheduling"))
                .toList();
    }

    private List<ObjectNode> slices() {
        return cluster.labelled(Resources.ENDPOINT_SLICES, "kubernetes.io/service-name=web");
    }

    private boolean endpoint(String condition) {
        return slices().stream()
                .flatMap(one -> one.path("endpoints").valueStream())
                .anyMatch(one -> Meta.flag(one, "conditions", condition));
    }

    private JsonNode subsets() {
        return cluster.get(Resources.ENDPOINTS, "web").path("subsets");
    }
}
