package naru.cluster.controller;

import static naru.cluster.view.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Timing;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.view.Conditions;
import naru.cluster.view.Meta;
import naru.cluster.view.Pods;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(120)
class WorkloadsTest {
    private TestCluster cluster;

    @BeforeEach
    void open() throws InterruptedException {
        cluster = new TestCluster(Timing.system());
        cluster.nodes().add("n1", "n2", "n3");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void a_deployment_runs_spread_over_the_nodes_and_rolls_within_its_limits() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(6, 2, 1));
        until("six run", () -> complete("web"));
        assertThat(running().stream().collect(Collectors.groupingBy(Pods::node, Collectors.counting())))
                .isEqualTo(java.util.Map.of("n1", 2L, "n2", 2L, "n3", 2L));

        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        Informer watcher = new Informer(cluster.objects(), Resources.PODS, "default");
        watcher.handle((_, _) -> {
            List<ObjectNode> active =
                    watcher.all().stream().filter(Pods::active).toList();
            long available = active.stream().filter(Pods::ready).count();
            if (watcher.synced() && (available < 5 || active.size() > 8)) {
                wrong.add(available + " available, " + active.size() + " in all");
            }
        });
        watcher.start();
        merge("{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:2'}]}}}}");
        until("the second version runs", () -> complete("web") && images().equals(List.of("web:2")));
        watcher.close();

        assertThat(wrong).isEmpty();
        assertThat(Meta.annotation(cluster.get(Resources.DEPLOYMENTS, "web"), "deployment.kubernetes.io/revision"))
                .isEqualTo("2");
    }

    @Test
    void a_rollback_uses_the_old_set_again_and_counts_on() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(2, 1, 0));
        until("it runs", () -> complete("web"));
        merge("{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:2'}]}}}}");
        until("the second version runs", () -> complete("web") && images().equals(List.of("web:2")));
        merge("{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:1'}]}}}}");
        until("the first version runs again", () -> complete("web") && images().equals(List.of("web:1")));

        assertThat(cluster.labelled(Resources.REPLICA_SETS, "")).hasSize(2);
        assertThat(Meta.annotation(cluster.get(Resources.DEPLOYMENTS, "web"), "deployment.kubernetes.io/revision"))
                .isEqualTo("3");
        ObjectNode first = cluster.labelled(Resources.REPLICA_SETS, "").stream()
                .filter(set -> Meta.number(set, 0, "spec", "replicas") == 2)
                .findFirst()
                .orElseThrow();
        assertThat(Meta.annotation(first, "deployment.kubernetes.io/revision-history"))
                .isEqualTo("1");
    }

    @Test
    void a_version_that_never_becomes_ready_leaves_the_old_one_alone() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(3, 1, 0));
        until("it runs", () -> complete("web"));
        cluster.nodes().ready(false);
        merge("{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:2'}]}}}}");
        until(
                "one new pod waits",
                () -> running().stream().filter(pod -> !Pods.ready(pod)).count() == 1);

        assertThat(running().stream().filter(Pods::ready).count()).isEqualTo(3);
        cluster.nodes().ready(true);
        until("the second version runs", () -> complete("web") && images().equals(List.of("web:2")));
    }

    @Test
    void recreate_ends_all_before_it_begins_anew() throws InterruptedException {
        ObjectNode wanted = json(deployment(3, 1, 0));
        ((ObjectNode) wanted.get("spec")).set("strategy", json("{'type': 'Recreate'}"));
        cluster.objects().create(Resources.DEPLOYMENTS, "default", wanted, TestCluster.USER);
        until("it runs", () -> complete("web"));
        List<Long> mixed = Collections.synchronizedList(new ArrayList<>());
        Informer watcher = new Informer(cluster.objects(), Resources.PODS, "default");
        watcher.handle((_, _) -> mixed.add(
                watcher.all().stream().map(WorkloadsTest::image).distinct().count()));
        watcher.start();
        merge("{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:2'}]}}}}");
        until("the second version runs", () -> complete("web") && images().equals(List.of("web:2")));
        watcher.close();

        assertThat(mixed).allMatch(count -> count <= 1);
    }

    @Test
    void scaling_and_pausing_and_deleted_pods() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(3, 1, 1));
        until("it runs", () -> complete("web"));
        merge("{'spec': {'paused': true, 'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:2'}]}}}}");
        until(
                "it says so",
                () -> Conditions.find(cluster.get(Resources.DEPLOYMENTS, "web"), "Progressing")
                        .isPresent());
        merge("{'spec': {'replicas': 5}}");
        until("five run", () -> running().stream().filter(Pods::ready).count() == 5);
        assertThat(images()).containsExactly("web:1");
        ObjectNode victim = running().getFirst();
        cluster.objects().delete(Resources.PODS, "default", Meta.name(victim), DeleteOptions.DEFAULT);
        until(
                "another runs",
                () -> running().stream().filter(Pods::ready).count() == 5
                        && running().stream().noneMatch(pod -> Meta.uid(pod).equals(Meta.uid(victim))));
        merge("{'spec': {'paused': false, 'replicas': 1}}");
        until("one of the second version runs", () -> complete("web") && images().equals(List.of("web:2")));
        assertThat(running()).hasSize(1);
    }

    @Test
    void a_deleted_deployment_takes_its_sets_and_pods_along() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(3, 1, 1));
        until("it runs", () -> complete("web"));
        cluster.objects().delete(Resources.DEPLOYMENTS, "default", "web", DeleteOptions.DEFAULT);
        until(
                "nothing is left",
                () -> cluster.labelled(Resources.PODS, "").isEmpty()
                        && cluster.labelled(Resources.REPLICA_SETS, "").isEmpty());
    }

    @Test
    void deleted_in_the_foreground_it_goes_last_and_deleted_as_orphans_its_pods_stay() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(2, 1, 1));
        until("it runs", () -> complete("web"));
        cluster.objects()
                .delete(
                        Resources.DEPLOYMENTS,
                        "default",
                        "web",
                        new DeleteOptions(-1, DeleteOptions.Propagation.ORPHAN, "", "", false));
        until(
                "the set has no owner",
                () -> cluster.find(Resources.DEPLOYMENTS, "web").isEmpty()
                        && cluster.labelled(Resources.REPLICA_SETS, "").stream()
                                .allMatch(set -> Meta.owners(set).isEmpty()));
        assertThat(running()).hasSize(2);

        String set = Meta.name(cluster.labelled(Resources.REPLICA_SETS, "").getFirst());
        cluster.objects()
                .delete(
                        Resources.REPLICA_SETS,
                        "default",
                        set,
                        new DeleteOptions(-1, DeleteOptions.Propagation.FOREGROUND, "", "", false));
        until(
                "nothing is left",
                () -> cluster.labelled(Resources.PODS, "").isEmpty()
                        && cluster.find(Resources.REPLICA_SETS, set).isEmpty());
    }

    @Test
    void a_job_runs_to_its_end() throws InterruptedException {
        cluster.nodes().end("Succeeded");
        cluster.create(Resources.JOBS, job("'completions': 5, 'parallelism': 2"));
        until("it is complete", () -> Conditions.holds(cluster.get(Resources.JOBS, "sum"), "Complete"));
        until(
                "all are counted",
                () -> Meta.number(cluster.get(Resources.JOBS, "sum"), 0, "status", "succeeded") == 5
                        && cluster.labelled(Resources.PODS, "").stream()
                                .noneMatch(pod -> Meta.finalized(pod, "batch.kubernetes.io/job-tracking")));
        assertThat(cluster.labelled(Resources.PODS, "")).hasSize(5);
    }

    @Test
    void a_job_that_fails_too_often_fails() throws InterruptedException {
        cluster.nodes().end("Failed");
        cluster.create(Resources.JOBS, job("'backoffLimit': 0"));
        until("it has failed", () -> Conditions.holds(cluster.get(Resources.JOBS, "sum"), "Failed"));
        ObjectNode failed =
                Conditions.find(cluster.get(Resources.JOBS, "sum"), "Failed").orElseThrow();
        assertThat(Meta.text(failed, "reason")).isEqualTo("BackoffLimitExceeded");
    }

    @Test
    void a_job_that_took_its_time_is_deleted_with_its_pods() throws InterruptedException {
        cluster.nodes().end("Succeeded");
        cluster.create(Resources.JOBS, job("'ttlSecondsAfterFinished': 0"));
        until(
                "nothing is left",
                () -> cluster.find(Resources.JOBS, "sum").isEmpty()
                        && cluster.labelled(Resources.PODS, "").isEmpty());
    }

    @Test
    void controllers_that_are_killed_in_a_rollout_finish_it_when_they_return() throws InterruptedException {
        cluster.create(Resources.DEPLOYMENTS, deployment(6, 1, 1));
        until("it runs", () -> complete("web"));
        merge("{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'web:2'}]}}}}");
        for (int i = 0; i < 3; i++) {
            cluster.restart();
        }
        until("the second version runs", () -> complete("web") && images().equals(List.of("web:2")));
        assertThat(running()).hasSize(6);
    }

    private static String deployment(int replicas, int surge, int unavailable) {
        return """
                {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'web'},
                 'spec': {'replicas': %d, 'selector': {'matchLabels': {'app': 'web'}},
                  'strategy': {'type': 'RollingUpdate',
                               'rollingUpdate': {'maxSurge': %d, 'maxUnavailable': %d}},
                  'template': {'metadata': {'labels': {'app': 'web'}},
                               'spec': {'containers': [{'name': 'c', 'image': 'web:1'}]}}}}""".formatted(replicas, surge, unavailable);
    }

    private static String job(String spec) {
        return """
                {'apiVersion': 'batch/v1', 'kind': 'Job', 'metadata': {'name': 'sum'},
                 'spec': {%s, 'template': {'spec': {'restartPolicy': 'Never',
                                                    'containers': [{'name': 'c', 'image': 'sum:1'}]}}}}""".formatted(spec);
    }

    private void merge(String changes) {
        cluster.objects()
                .patch(Resources.DEPLOYMENTS, "default", "web", "", new Patch.Merge(json(changes)), TestCluster.USER);
    }

    private boolean complete(String name) {
        ObjectNode one = cluster.get(Resources.DEPLOYMENTS, name);
        long wanted = Meta.number(one, 0, "spec", "replicas");
        return Meta.number(one, 0, "status", "observedGeneration") >= Meta.generation(one)
                && Meta.number(one, 0, "status", "updatedReplicas") == wanted
                && Meta.number(one, 0, "status", "replicas") == wanted
                && Meta.number(one, 0, "status", "availableReplicas") == wanted
                && Conditions.find(one, "Progressing")
                        .filter(found -> Meta.text(found, "reason").equals("NewReplicaSetAvailable"))
                        .isPresent();
    }

    private List<ObjectNode> running() {
        return cluster.labelled(Resources.PODS, "").stream()
                .filter(Pods::active)
                .toList();
    }

    private List<String> images() {
        return running().stream().map(WorkloadsTest::image).distinct().toList();
    }

    private static String image(ObjectNode pod) {
        return pod.at("/spec/containers/0/image").asString("");
    }

    private void until(String what, java.util.function.BooleanSupplier holds) throws InterruptedException {
        cluster.until(what, holds);
    }
}
