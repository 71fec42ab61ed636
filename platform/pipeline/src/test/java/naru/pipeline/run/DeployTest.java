package naru.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.pipeline.deploy.ClusterAccess.Manifest;
import naru.pipeline.deploy.FakeCluster;
import naru.pipeline.deploy.Rollout;
import naru.pipeline.deploy.Rollout.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployTest {
    @TempDir
    Path root;

    private final FakeCluster cluster = new FakeCluster();
    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(root);
        bench.cluster = Optional.of(cluster);
        bench.sources.put("k8s/b.yaml", "kind: B\n");
        bench.sources.put("k8s/a.yml", "kind: A\n");
        bench.sources.put("k8s/notes.txt", "no document");
        bench.sources.put("k8s/deep/c.yaml", "kind: C\n");
    }

    private void states(Rollout... states) {
        cluster.states.clear();
        cluster.states.addAll(List.of(states));
    }

    @Test
    void aFoldersDocumentsAreAppliedInOrder() {
        assertThat(bench.steps("deploy 'k8s/'")).as(bench.log()).isEqualTo(Result.SUCCESS);
        assertThat(cluster.files.stream().map(Manifest::text)).containsExactly("kind: A\n", "kind: B\n");
        assertThat(cluster.namespaces).containsExactly("", "closed", "closed");
        assertThat(bench.log()).contains("deployment.apps/a created\ndeployment.apps/b created\na: rolled out");
    }

    @Test
    void oneFileGoesToANamespaceAndItsProgressIsTold() {
        states(
                new Rollout(State.PENDING, 3, 0, 0, 0),
                new Rollout(State.ROLLING, 3, 1, 3, 3),
                new Rollout(State.ROLLING, 3, 1, 3, 3),
                new Rollout(State.COMPLETE, 3, 3, 3, 0));
        assertThat(bench.steps("deploy file: 'k8s/b.yaml', namespace: 'shop', timeout: 60"))
                .as(bench.log())
                .isEqualTo(Result.SUCCESS);
        assertThat(cluster.namespaces).containsExactly("shop", "closed");
        assertThat(bench.log()).contains("""
                deployment.apps/b created
                b: waiting for the cluster to begin
                b: 1 of 3 replicas updated, 3 available, 3 old to end
                b: rolled out, 3 of 3 replicas updated, 3 available
                """);
    }

    @Test
    void whatDoesNotBecomeAvailableInTimeFailsWithThePodsReasons() {
        states(new Rollout(State.ROLLING, 2, 1, 1, 1));
        cluster.troubles = List.of("pod b-1: ErrImagePull: no such image");
        assertThat(bench.steps("deploy file: 'k8s/b.yaml', timeout: 0"))
                .as(bench.log())
                .isEqualTo(Result.FAILURE);
        assertThat(bench.log())
                .contains("ERROR: the rollout of deployment b failed: not available after 0 s\n"
                        + "  pod b-1: ErrImagePull: no such image");
    }

    @Test
    void troublesAreToldOnceWhileItWaits() {
        states(
                new Rollout(State.ROLLING, 2, 1, 1, 1),
                new Rollout(State.ROLLING, 2, 2, 1, 0),
                new Rollout(State.STUCK, 2, 2, 1, 0));
        cluster.troubles = List.of("pod b-1: CrashLoopBackOff");
        assertThat(bench.steps("deploy file: 'k8s/b.yaml'")).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log())
                .containsOnlyOnce("available, 1 old to end\n  pod b-1: CrashLoopBackOff")
                .contains("failed: nothing moved for as long as progressDeadlineSeconds");
    }

    @Test
    void aJobWithoutTheRightDoesNotDeploy() {
        bench.cluster = Optional.empty();
        assertThat(bench.steps("deploy 'k8s/'")).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("the job may not use the cluster").contains("--allow-cluster");
        assertThat(cluster.files).isEmpty();
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(bench.steps("deploy 'absent'")).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("ERROR: there is no file").contains("/absent");
        assertThat(bench.steps("deploy file: 'k8s', timeout: -1"))
                .as(bench.log())
                .isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("'deploy' needs a timeout in seconds");
        assertThat(cluster.files).isEmpty();
    }

    @Test
    void aCancelledRunWaitsNoLonger() throws InterruptedException {
        states(new Rollout(State.ROLLING, 2, 1, 1, 1));
        Execution execution =
                bench.execution("pipeline { agent any\n stages { stage('One') { steps { deploy 'k8s/b.yaml' } } } }");
        Thread run = Thread.startVirtualThread(execution::run);
        cluster.looked.await();
        execution.cancel("maria");
        run.join();
        assertThat(bench.log()).endsWith("Finished: ABORTED\n");
    }

    @Test
    void stepsFindTheClusterWithKubectl() {
        bench.steps("sh 'echo \">$(stat -c %a $KUBECONFIG)\"; cp $KUBECONFIG seen; echo \">$(wc -l <seen)\"'");
        assertThat(bench.said()).containsExactly("600", "1");
        bench.cluster = Optional.empty();
        bench.steps("sh 'echo \">${KUBECONFIG:-none}\"'");
        assertThat(bench.said()).contains("none");
    }
}
