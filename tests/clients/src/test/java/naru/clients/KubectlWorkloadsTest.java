package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Deployments, jobs and nodes, as kubectl works with them.
@Tag("system")
class KubectlWorkloadsTest {
    private static Kube kube;

    @BeforeAll
    static void start() {
        kube = new Kube();
    }

    @AfterAll
    static void stop() {
        kube.close();
    }

    @BeforeEach
    void deploy() {
        kube.ok("apply -f " + Kube.manifest("plain.yaml"));
        rolledOut();
    }

    @AfterEach
    void clear() {
        kube.ok("delete deployment plain --cascade=foreground --timeout=50s");
    }

    private static void rolledOut() {
        assertThat(kube.ok("rollout status deployment/plain --timeout=50s")).contains("successfully rolled out");
    }

    private static String replicas() {
        return kube.ok("get deploy plain -o jsonpath={.spec.replicas}/{.status.readyReplicas}");
    }

    @Test
    void scalingFollows() {
        kube.ok("scale deployment/plain --replicas=3");
        rolledOut();
        assertThat(replicas()).isEqualTo("3/3");
        assertThat(kube.run("scale deployment/plain --current-replicas=2 --replicas=1")
                        .refused())
                .contains("Expected replicas to be 2, was 3");
        kube.ok("scale deployment/plain --replicas=0");
        kube.ok("wait --for=delete pod -l app=plain --timeout=50s");
        assertThat(replicas()).startsWith("0/").doesNotContain("3");
    }

    @Test
    void rolloutsGoForwardAndBack() {
        kube.ok("set env deployment/plain COLOUR=blue");
        rolledOut();
        kube.run("annotate deployment/plain", "kubernetes.io/change-cause=it became blue")
                .ok();
        assertThat(kube.ok("rollout history deployment/plain")).containsPattern("2 +it became blue");
        assertThat(kube.ok("rollout history deployment/plain --revision=2")).containsPattern("COLOUR:\\s+blue");
        assertThat(kube.ok("rollout undo deployment/plain")).contains("rolled back");
        rolledOut();
        assertThat(kube.ok("get deploy plain -o jsonpath={.spec.template.spec.containers[0].env}"))
                .isEmpty();
        kube.ok("rollout pause deployment/plain");
        kube.ok("set image deployment/plain main=nosuch:1");
        assertThat(kube.ok("get deploy plain -o jsonpath={.status.updatedReplicas}"))
                .isIn("", "0");
        assertThat(kube.run("rollout undo deployment/plain").refused()).contains("paused");
        kube.ok("set image deployment/plain main=small:test");
        kube.ok("rollout resume deployment/plain");
        rolledOut();
        String before = kube.pods("app=plain").getFirst();
        kube.ok("rollout restart deployment/plain");
        rolledOut();
        kube.ok("wait --for=delete pod/" + before + " --timeout=50s");
        assertThat(kube.pods("app=plain")).hasSize(1).doesNotContain(before);
    }

    @Test
    void anImageThatIsNotThereKeepsTheOldPods() {
        kube.ok("set image deployment/plain main=127.0.0.1:1/nosuch:1");
        assertThat(kube.run("rollout status deployment/plain --timeout=2s").refused())
                .contains("timed out");
        assertThat(kube.ok("get deploy plain -o jsonpath={.status.availableReplicas}"))
                .isEqualTo("1");
        kube.await("get pods -l app=plain --no-headers", "ErrImagePull");
        kube.ok("rollout undo deployment/plain");
        rolledOut();
    }

    @Test
    void jobsEndAndIllPodsAreStartedAgain() {
        kube.ok("apply -f " + Kube.manifest("once.yaml"));
        kube.ok("wait --for=condition=complete job/sum --timeout=50s");
        assertThat(kube.ok("logs -l job-name=sum")).isEqualTo("42\n42");
        assertThat(kube.ok("get job sum")).contains("Complete", "2/2");
        kube.ok("wait --for=condition=failed job/hopeless --timeout=50s");
        assertThat(kube.ok("describe job hopeless")).contains("BackoffLimitExceeded");
        assertThat(kube.ok("get pods -l job-name=hopeless")).contains("Error");
        kube.ok("wait --for=jsonpath={.status.containerStatuses[0].restartCount}=1 pod/ill --timeout=50s");
        assertThat(kube.ok("describe pod ill"))
                .contains("Liveness probe failed", "Container main failed liveness probe");
        kube.ok("delete -f " + Kube.manifest("once.yaml"));
        assertThat(kube.ok("get jobs,pods -l app!=plain -o name")).isEmpty();
    }

    @Test
    void nodesAreCordonedTaintedAndDrained() {
        String node = kube.ok("get nodes -o jsonpath={.items[0].metadata.name}");
        kube.ok("cordon " + node);
        assertThat(kube.ok("get nodes")).contains("Ready,SchedulingDisabled");
        assertThat(kube.ok("drain " + node + " --ignore-daemonsets --timeout=50s"))
                .contains("evicted", "drained");
        assertThat(kube.ok("get pods -l app=plain")).contains("Pending");
        assertThat(kube.ok("describe pods -l app=plain")).contains("FailedScheduling");
        kube.ok("uncordon " + node);
        rolledOut();
        kube.ok("taint node " + node + " broken=yes:NoExecute");
        kube.await("get pods -l app=plain --no-headers", "Pending");
        kube.ok("taint node " + node + " broken-");
        rolledOut();
    }
}
