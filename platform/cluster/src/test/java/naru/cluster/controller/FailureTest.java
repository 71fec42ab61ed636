package naru.cluster.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import naru.cluster.join.Slices;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Documents;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(120)
class FailureTest {
    private final HandTiming timing = new HandTiming();
    private TestCluster cluster;

    @BeforeEach
    void open() throws InterruptedException {
        cluster = new TestCluster(timing);
        cluster.nodes().add("n1", "n2", "n3");
        cluster.create(Resources.SERVICES, """
                {'apiVersion': 'v1', 'kind': 'Service', 'metadata': {'name': 'web'},
                 'spec': {'selector': {'app': 'web'}, 'ports': [{'port': 80}]}}""");
        cluster.create(Resources.REPLICA_SETS, """
                {'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'metadata': {'name': 'web'},
                 'spec': {'replicas': 3, 'selector': {'matchLabels': {'app': 'web'}},
                  'template': {'metadata': {'labels': {'app': 'web'}},
                               'spec': {'containers': [{'name': 'c', 'image': 'web:1'}]}}}}""");
        cluster.until("three answer", () -> step() && answering().size() == 3);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void a_dead_node_is_noticed_within_four_seconds_and_its_pods_run_elsewhere_within_eight()
            throws InterruptedException {
        live(15);
        cluster.nodes().cut("n2");
        long cut = timing.nanos();
        cluster.until("it is unknown", () -> second() && ready("n2").equals("Unknown"));
        assertThat(Duration.ofNanos(timing.nanos() - cut)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        cluster.until(
                "its endpoint has left",
                () -> answering().size() == 2 && !answering().contains("n2"));
        cluster.until("three answer elsewhere", () -> second() && answering().size() == 3);
        assertThat(Duration.ofNanos(timing.nanos() - cut)).isLessThanOrEqualTo(Duration.ofSeconds(9));
        assertThat(answering()).doesNotContain("n2");

        assertThat(pods("n2")).allMatch(Meta::deleting);
        cluster.nodes().back("n2");
        cluster.until(
                "the node is ready and its old pods are gone",
                () -> second()
                        && ready("n2").equals("True")
                        && cluster.get(Resources.NODES, "n2")
                                .path("spec")
                                .path("taints")
                                .isEmpty()
                        && pods("n2").isEmpty());
        assertThat(cluster.labelled(Resources.PODS, "app=web")).hasSize(3);
    }

    @Test
    void controllers_that_have_just_started_judge_nobody() throws InterruptedException {
        live(12);
        cluster.restart();
        List<String> before = names();
        timing.advance(Duration.ofSeconds(5));
        assertThat(ready("n1")).isEqualTo("True");
        cluster.nodes().beat();
        live(10);
        assertThat(names()).isEqualTo(before);
        assertThat(ready("n1")).isEqualTo("True");
    }

    @Test
    void a_server_that_takes_over_knows_how_long_a_node_has_been_silent() throws InterruptedException {
        live(15);
        cluster.handOver(() -> {
            live(15);
            cluster.nodes().cut("n2");
            live(3);
        });
        long taken = timing.nanos();
        cluster.until("it is unknown", () -> second() && ready("n2").equals("Unknown"));
        assertThat(Duration.ofNanos(timing.nanos() - taken)).isLessThanOrEqualTo(Duration.ofSeconds(2));
        live(10);
        assertThat(List.of(ready("n1"), ready("n3"))).containsOnly("True");
    }

    @Test
    void nothing_is_evicted_while_every_node_is_silent() throws InterruptedException {
        live(15);
        List<String> before = names();
        List.of("n1", "n2", "n3").forEach(cluster.nodes()::cut);
        cluster.until(
                "all are unknown",
                () -> second()
                        && List.of("n1", "n2", "n3").stream()
                                .allMatch(node -> ready(node).equals("Unknown")));
        live(10);
        assertThat(cluster.labelled(Resources.PODS, "app=web")).noneMatch(Meta::deleting);
        List.of("n1", "n2", "n3").forEach(cluster.nodes()::back);
        cluster.until(
                "all are ready",
                () -> second()
                        && List.of("n1", "n2", "n3").stream()
                                .allMatch(node -> ready(node).equals("True")));
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void pods_of_a_node_that_is_deleted_go_with_it() throws InterruptedException {
        live(15);
        cluster.nodes().cut("n3");
        cluster.objects().delete(Resources.NODES, "", "n3", DeleteOptions.NOW);
        cluster.until(
                "its pods are gone and three others answer",
                () -> second()
                        && pods("n3").isEmpty()
                        && answering().size() == 3
                        && !answering().contains("n3"));
    }

    @Test
    void endpoints_of_a_node_that_says_it_stops_leave_at_once() throws InterruptedException {
        live(15);
        cluster.nodes().stop("n2");
        cluster.until(
                "its endpoint has left while time stands still",
                () -> answering().size() == 2 && !answering().contains("n2"));
        assertThat(pods("n2")).noneMatch(Meta::deleting);
        cluster.until("three answer elsewhere", () -> second() && answering().size() == 3);
        assertThat(answering()).doesNotContain("n2");
    }

    @Test
    void the_slice_of_a_node_that_was_deleted_is_taken_back_unless_it_registers_again() throws InterruptedException {
        for (String node : List.of("n1", "n2", "n3")) {
            cluster.objects()
                    .create(
                            Resources.CONFIG_MAPS,
                            "kube-system",
                            Documents.json("""
                    {'apiVersion': 'v1', 'kind': 'ConfigMap',
                     'metadata': {'name': 'naru-subnet-%s', 'labels': {'naru/node': '%s'}}}""".formatted(node.charAt(1), node)),
                            TestCluster.USER);
        }
        Slices slices = new Slices(cluster.objects());
        live(15);
        cluster.nodes().cut("n3");
        cluster.objects().delete(Resources.NODES, "", "n2", DeleteOptions.NOW);
        cluster.objects().delete(Resources.NODES, "", "n3", DeleteOptions.NOW);
        cluster.nodes().again("n2");
        live(25);
        assertThat(slices.holders()).containsExactly("n1", "n2", "n3");
        cluster.until("one is free", () -> second() && slices.holders().size() < 3);
        live(60);
        assertThat(slices.holders()).containsExactly("n1", "n2");
    }

    @Test
    void a_pod_that_tolerates_silence_stays() throws InterruptedException {
        cluster.create(Resources.PODS, """
                {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'patient'},
                 'spec': {'nodeName': 'n1', 'containers': [{'name': 'c', 'image': 'i'}],
                  'tolerations': [{'key': 'node.kubernetes.io/unreachable', 'operator': 'Exists',
                                   'effect': 'NoExecute', 'tolerationSeconds': 600}]}}""");
        live(15);
        cluster.nodes().cut("n1");
        cluster.until(
                "the others are replaced",
                () -> second() && answering().size() == 3 && !answering().contains("n1"));
        assertThat(Meta.deleting(cluster.get(Resources.PODS, "patient"))).isFalse();
        assertThat(Pods.ready(cluster.get(Resources.PODS, "patient"))).isFalse();
    }

    /// Lets so many seconds pass, with heartbeats.
    private void live(int seconds) {
        for (int i = 0; i < seconds; i++) {
            second();
        }
    }

    private boolean second() {
        cluster.nodes().beat();
        for (int i = 0; i < 4; i++) {
            step();
        }
        return true;
    }

    private boolean step() {
        timing.advance(Duration.ofMillis(250));
        return true;
    }

    private String ready(String node) {
        return Conditions.status(cluster.get(Resources.NODES, node), "Ready");
    }

    private List<ObjectNode> pods(String node) {
        return cluster.labelled(Resources.PODS, "app=web").stream()
                .filter(pod -> Pods.node(pod).equals(node))
                .toList();
    }

    private List<String> names() {
        return cluster.labelled(Resources.PODS, "app=web").stream()
                .map(Meta::name)
                .sorted()
                .toList();
    }

    /// The nodes of the service's endpoints that are ready.
    private List<String> answering() {
        return cluster.labelled(Resources.ENDPOINT_SLICES, "kubernetes.io/service-name=web").stream()
                .flatMap(slice -> slice.path("endpoints").valueStream())
                .filter(one -> Meta.flag(one, "conditions", "ready"))
                .map(one -> Meta.text(one, "nodeName"))
                .toList();
    }
}
