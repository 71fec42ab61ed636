package naru.node.pod;

import static naru.node.pod.Ground.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import naru.cluster.object.Resources;
import naru.container.State;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Further fields of pods, and many pods at once.
@Tag("system")
@Timeout(120)
class MoreSystemTest {
    @TempDir
    Path folder;

    private Ground ground;

    @BeforeEach
    void open() throws Exception {
        ground = new Ground(folder);
    }

    @AfterEach
    void close() throws Exception {
        ground.close();
    }

    private static JsonNode status(ObjectNode pod, String container) {
        return new Pod(pod).statusOf(container);
    }

    @Test
    void partsOfVolumesAndPathsOfTheMachineAreMounted() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        ground.create(
                Resources.CONFIG_MAPS,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'},'data':{'a.conf':'text'}}");
        ground.pod(
                "parts",
                shell(
                        "main",
                        "cat /etc/a.conf; echo in > /deep/file; echo out > /host/file; cat /all/x/y/file; echo; "
                                + "touch /etc/a.conf || echo kept; sleep 100",
                        "'volumeMounts':[{'name':'c','mountPath':'/etc/a.conf','subPath':'a.conf'},"
                                + "{'name':'e','mountPath':'/deep','subPath':'x/y'},{'name':'e','mountPath':'/all'},"
                                + "{'name':'h','mountPath':'/host'}]"),
                "'volumes':[{'name':'c','configMap':{'name':'c'}},{'name':'e','emptyDir':{}},"
                        + "{'name':'h','hostPath':{'path':'" + shared + "','type':'Directory'}}]");
        ground.await(() -> ground.log("parts", "main"), text -> text.contains("kept"));
        assertThat(ground.log("parts", "main")).startsWith("textin\n");
        assertThat(shared.resolve("file")).hasContent("out\n");
    }

    @Test
    void aMissingVolumeOrVariableIsToldAndWaitedFor() {
        ground.pod(
                "waits",
                shell(
                        "main",
                        "echo $V; sleep 100",
                        "'env':[{'name':'V','valueFrom':{'configMapKeyRef':" + "{'name':'late','key':'v'}}}]"),
                "'volumes':[{'name':'c','secret':{'secretName':'late'}}]");
        ground.await(() -> ground.reasons("waits"), all -> all.contains("FailedMount"));
        ground.create(Resources.SECRETS, "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'late'},'data':{}}");
        ground.await(
                "waits",
                one -> Doc.text(status(one, "main"), "state", "waiting", "reason")
                        .equals("CreateContainerConfigError"));
        ground.create(
                Resources.CONFIG_MAPS,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'late'},'data':{'v':'now'}}");
        ground.awaitReady("waits");
        ground.await(() -> ground.log("waits", "main"), "now\n"::equals);
    }

    @Test
    void theUserAndTheRootAreAsTheContextSays() {
        ground.pod(
                "safe",
                shell(
                        "main",
                        "id; touch /x || echo readonly; sleep 100",
                        "'securityContext':{'readOnlyRootFilesystem':true,'allowPrivilegeEscalation':false,"
                                + "'capabilities':{'drop':['ALL']}},'resources':{'limits':{'memory':'64Mi','cpu':'500m'}}"),
                "'securityContext':{'runAsUser':1000,'runAsGroup':3000,'fsGroup':2000}");
        ground.pod("root", shell("main", "sleep 100"), "'securityContext':{'runAsNonRoot':true}");
        String log = ground.await(() -> ground.log("safe", "main"), text -> text.contains("readonly"));
        assertThat(log).contains("uid=1000").contains("gid=3000").contains("2000");
        assertThat(Doc.text(ground.get("safe"), "status", "qosClass")).isEqualTo("Guaranteed");
        ground.await(
                "root",
                one -> Doc.text(status(one, "main"), "state", "waiting", "message")
                        .contains("runAsNonRoot"));
    }

    @Test
    void sidecarsStayAndEndLast() {
        ground.pod(
                "side",
                shell("main", "sleep 1; echo done"),
                "'restartPolicy':'Never','initContainers':["
                        + shell(
                                "car",
                                "sleep 1000",
                                "'restartPolicy':'Always',"
                                        + "'startupProbe':{'exec':{'command':['true']},'periodSeconds':1}")
                        + "]");
        ground.await("side", one -> Ground.phase(one).equals("Succeeded"));
        assertThat(Doc.has(status(ground.get("side"), "car"), "state", "terminated"))
                .isTrue();
    }

    @Test
    void aDeadlineEndsThePod() {
        ground.pod("late", shell("main", "sleep 1000"), "'activeDeadlineSeconds':2,'terminationGracePeriodSeconds':1");
        ObjectNode pod = ground.await("late", one -> Ground.phase(one).equals("Failed"));
        assertThat(Doc.text(pod, "status", "reason")).isEqualTo("DeadlineExceeded");
    }

    @Test
    void thePodOfTheMachinesNetworkIsProbedThere() {
        ground.pod(
                "host",
                shell(
                        "main",
                        "httpd -f -p 127.0.0.1:18099 -h /etc",
                        "'readinessProbe':{'httpGet':{'port':18099,'path':'/passwd'},'periodSeconds':1}"),
                "'hostNetwork':true");
        ObjectNode pod = ground.awaitReady("host");
        assertThat(Doc.text(pod, "status", "podIP")).isEqualTo("127.0.0.1");
    }

    @Test
    void haltedPodsLeaveNothingAndAreRunAgainByTheNextAgent() throws Exception {
        String volume = "'volumeMounts':[{'name':'d','mountPath':'/d'},{'name':'m','mountPath':'/m','subPath':'in'}]";
        String hook = "'lifecycle':{'preStop':{'exec':{'command':['sh','-c','echo asked >> /d/log']}}}";
        ground.pod(
                "halted",
                shell("main", "echo began >> /d/log; cat /d/log; touch /m/x; exec sleep 100", volume + "," + hook),
                "'volumes':[{'name':'d','emptyDir':{}},{'name':'m','emptyDir':{'medium':'Memory'}}]");
        ground.awaitReady("halted");
        ground.agent.halt();
        assertThat(ground.podContainers()).noneMatch(one -> one.state() instanceof State.Running);
        assertThat(ground.instance.run().resolve("netns")).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(ground.instance.data().resolve("pods").toString())
                .doesNotContain(ground.instance.run().resolve("pods").toString());
        assertThat(Ground.phase(ground.get("halted"))).isEqualTo("Running");
        ground.agent.close();
        ground.openAgent();
        ground.await("halted", pod -> Doc.number(new Pod(pod).statusOf("main"), 0, "restartCount") == 1);
        ground.await(() -> ground.log("halted", "main"), "began\nasked\nbegan\n"::equals);
    }

    @Test
    void manyPodsStartAtOnce() {
        Instant began = Instant.now();
        for (int i = 0; i < 20; i++) {
            ground.pod("many-" + i, shell("main", "sleep 1000"), "'terminationGracePeriodSeconds':1");
        }
        for (int i = 0; i < 20; i++) {
            ground.awaitReady("many-" + i);
        }
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(20));
        System.getLogger("naru.test")
                .log(System.Logger.Level.INFO, "20 pods: {0}", Duration.between(began, Instant.now()));
    }
}
