package naru.node.pod;

import static naru.node.pod.Ground.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import naru.cluster.object.Resources;
import naru.container.Container;
import naru.node.pod.spec.Doc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Pods as real containers of the engine.
@Tag("system")
@Timeout(90)
class PodsSystemTest {
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
        return new naru.node.pod.spec.Pod(pod).statusOf(container);
    }

    @Test
    void aPodRunsAndIsReadyAtItsAddress() throws Exception {
        ground.pod("web", shell("web", "httpd -f -p 80"), "");
        ObjectNode pod = ground.awaitReady("web");
        assertThat(Ground.phase(pod)).isEqualTo("Running");
        String address = Doc.text(pod, "status", "podIP");
        assertThat(address).startsWith("10.61.");
        ground.await(() -> answers(address), yes -> yes);
        JsonNode web = status(pod, "web");
        assertThat(Doc.text(web, "containerID")).startsWith("naru://");
        assertThat(Doc.flag(web, "ready")).isTrue();
        assertThat(Doc.number(web, -1, "restartCount")).isZero();
        ground.await(() -> ground.reasons("web"), all -> all.contains("Started"));
        assertThat(ground.reasons("web")).contains("Pulled", "Created", "Started");
    }

    private static boolean answers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 80), 200);
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void theNodeIsKnownAndAlive() {
        ObjectNode node = ground.awaitObject(Resources.NODES, "", Ground.NODE, Ground::isReady);
        assertThat(Doc.text(node, "status", "capacity", "pods")).isEqualTo("300");
        assertThat(Doc.text(node, "status", "nodeInfo", "kubeletVersion")).startsWith("v1.32");
        ObjectNode lease = ground.awaitObject(Resources.LEASES, "kube-node-lease", Ground.NODE, _ -> true);
        String first = Doc.text(lease, "spec", "renewTime");
        ground.awaitObject(
                Resources.LEASES,
                "kube-node-lease",
                Ground.NODE,
                one -> !Doc.text(one, "spec", "renewTime").equals(first));
    }

    @Test
    void containersShareTheNetworkAndTheResolverIsTheClusters() throws Exception {
        ground.pod(
                "pair",
                shell("server", "httpd -f -p 80") + ","
                        + shell(
                                "client",
                                "until nc 127.0.0.1 80 < /dev/null; do :; done; cat /etc/resolv.conf; hostname;"
                                        + " cat /etc/hosts; sleep 100"),
                "'hostAliases':[{'ip':'10.1.2.3','hostnames':['ferry']}]");
        ground.awaitReady("pair");
        String log = ground.await(() -> ground.log("pair", "client"), text -> text.contains("ferry"));
        assertThat(log)
                .contains("nameserver 10.63.0.10\n")
                .contains("search default.svc.cluster.local svc.cluster.local cluster.local\n")
                .contains("options ndots:5")
                .contains("\npair\n")
                .contains("10.1.2.3\tferry");
    }

    @Test
    void initContainersRunFirstAndInOrder() throws Exception {
        ground.pod(
                "first",
                shell("main", "cat /d/log; sleep 100", "'volumeMounts':[{'name':'d','mountPath':'/d'}]"),
                "'volumes':[{'name':'d','emptyDir':{'medium':'Memory'}}],'initContainers':["
                        + shell("one", "echo one >> /d/log", "'volumeMounts':[{'name':'d','mountPath':'/d'}]") + ","
                        + shell("two", "echo two >> /d/log", "'volumeMounts':[{'name':'d','mountPath':'/d'}]") + "]");
        ObjectNode pod = ground.awaitReady("first");
        ground.await(() -> ground.log("first", "main"), "one\ntwo\n"::equals);
        assertThat(Doc.text(status(pod, "one"), "state", "terminated", "reason"))
                .isEqualTo("Completed");
        assertThat(Ground.condition(pod, "Initialized")).isEqualTo("True");
    }

    @Test
    void variablesAndVolumesComeFromConfigMapsSecretsAndFields() throws Exception {
        ground.create(
                Resources.CONFIG_MAPS,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'},'data':{'colour':'blue','size':'7'}}");
        ground.create(
                Resources.SECRETS,
                "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'},'data':{'word':'b3BlbiBzZXNhbWU='}}");
        ground.pod(
                "given",
                shell(
                        "main",
                        "echo $COLOUR $ALL_size $WORD $NAME $CHAIN; cat /c/colour /s/word /p/labels; sleep 100",
                        "'env':[{'name':'COLOUR','valueFrom':{'configMapKeyRef':{'name':'c','key':'colour'}}},"
                                + "{'name':'WORD','valueFrom':{'secretKeyRef':{'name':'s','key':'word'}}},"
                                + "{'name':'NAME','valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}},"
                                + "{'name':'CHAIN','value':'$(COLOUR)-$(NOBODY)-$$(COLOUR)'}],"
                                + "'envFrom':[{'prefix':'ALL_','configMapRef':{'name':'c'}}],"
                                + "'volumeMounts':[{'name':'c','mountPath':'/c'},{'name':'s','mountPath':'/s'},"
                                + "{'name':'p','mountPath':'/p'}]"),
                "'volumes':[{'name':'c','configMap':{'name':'c'}},{'name':'s','secret':{'secretName':'s'}},"
                        + "{'name':'p','projected':{'sources':[{'downwardAPI':{'items':[{'path':'labels',"
                        + "'fieldRef':{'fieldPath':'metadata.labels'}}]}}]}}]");
        ground.awaitReady("given");
        String log = ground.await(() -> ground.log("given", "main"), text -> text.contains("app="));
        assertThat(log).isEqualTo("blue 7 open sesame given blue-$(NOBODY)-$(COLOUR)\nblueopen sesameapp=\"given\"\n");
        ObjectNode change = Ground.read("{'data':{'colour':'green'}}");
        ground.objects.patch(
                Resources.CONFIG_MAPS,
                "default",
                "c",
                "",
                new naru.cluster.object.Patch.Merge(change),
                naru.cluster.object.WriteOptions.by("test"));
        Container container = ground.podContainers().getFirst();
        var runtime = new naru.node.pod.runtime.EngineRuntime(ground.containers, ground.networks);
        ground.await(
                () -> runtime.exec(container.id(), List.of("cat", "/c/colour"), java.time.Duration.ofSeconds(5))
                        .output(),
                "green"::equals);
    }

    @Test
    void aPodWhoseWorkEndsSucceedsOrFails() {
        ground.pod("good", shell("main", "echo bye > /dev/termination-log"), "'restartPolicy':'Never'");
        ground.pod("bad", shell("main", "exit 3"), "'restartPolicy':'Never'");
        ObjectNode good = ground.await("good", pod -> Ground.phase(pod).equals("Succeeded"));
        assertThat(Doc.text(status(good, "main"), "state", "terminated", "message"))
                .isEqualTo("bye\n");
        ObjectNode bad = ground.await("bad", pod -> Ground.phase(pod).equals("Failed"));
        assertThat(Doc.number(status(bad, "main"), -1, "state", "terminated", "exitCode"))
                .isEqualTo(3);
    }

    @Test
    void aCrashingContainerIsHeldBack() {
        ground.pod("crash", shell("main", "exit 1"), "");
        ObjectNode pod = ground.await(
                "crash",
                one -> Doc.text(status(one, "main"), "state", "waiting", "reason")
                        .equals("CrashLoopBackOff"));
        assertThat(Doc.number(status(pod, "main"), 0, "restartCount")).isEqualTo(1);
        assertThat(Doc.text(status(pod, "main"), "lastState", "terminated", "reason"))
                .isEqualTo("Error");
        assertThat(Ground.phase(pod)).isEqualTo("Running");
    }

    @Test
    void probesDecideAboutReadinessAndLife() {
        ground.pod(
                "probed",
                shell(
                        "main",
                        "touch /tmp/ready /tmp/alive; sleep 2; rm /tmp/alive; sleep 100",
                        "'readinessProbe':{'exec':{'command':['cat','/tmp/ready']},'periodSeconds':1},"
                                + "'livenessProbe':{'exec':{'command':['cat','/tmp/alive']},'periodSeconds':1,"
                                + "'failureThreshold':1,'initialDelaySeconds':1,'terminationGracePeriodSeconds':1}"),
                "");
        ground.awaitReady("probed");
        ObjectNode pod = ground.await("probed", one -> Doc.number(status(one, "main"), 0, "restartCount") > 0);
        assertThat(Doc.number(status(pod, "main"), 0, "restartCount")).isEqualTo(1);
        ground.await(() -> ground.reasons("probed"), all -> all.contains("Unhealthy") && all.contains("Killing"));
    }

    @Test
    void anImageIsFetchedOrNot() {
        ground.pod("there", "{'name':'main','image':'registry.test/busybox','args':['sleep','100']}", "");
        ground.pod("missing", "{'name':'main','image':'registry.test/nothing:1'}", "");
        ground.awaitReady("there");
        ground.await(
                "missing",
                one -> Doc.text(status(one, "main"), "state", "waiting", "reason")
                        .equals("ErrImagePull"));
        ground.await(
                "missing",
                one -> Doc.text(status(one, "main"), "state", "waiting", "reason")
                        .equals("ImagePullBackOff"));
    }

    @Test
    void anAgentThatComesBackKeepsTheContainers() throws Exception {
        ground.pod("stays", shell("main", "sleep 1000"), "");
        ground.pod("goes", shell("main", "sleep 1000"), "");
        ObjectNode before = ground.awaitReady("stays");
        ground.awaitReady("goes");
        ground.closeEngine();
        ground.objects.delete(Resources.PODS, "default", "goes", naru.cluster.object.DeleteOptions.NOW);
        ground.openEngine();
        ground.openAgent();
        ground.await(ground::podContainers, all -> all.size() == 1);
        ground.pod("new", shell("main", "sleep 1000"), "");
        ground.awaitReady("new");
        ObjectNode after = ground.get("stays");
        assertThat(status(after, "main")).isEqualTo(status(before, "main"));
        assertThat(Doc.text(after, "status", "podIP")).isEqualTo(Doc.text(before, "status", "podIP"));
    }

    @Test
    void deletionAsksTheContainersToEnd() {
        ground.pod(
                "ends",
                shell(
                        "main",
                        "trap \\\"exit 0\\\" TERM; while :; do sleep 0.1; done",
                        "'lifecycle':{'preStop':{'exec':{'command':['sh','-c','echo stopping > /proc/1/fd/1']}}}"),
                "'terminationGracePeriodSeconds':20");
        ground.awaitReady("ends");
        ground.delete("ends");
        ground.awaitGone("ends");
        assertThat(ground.podContainers()).isEmpty();
    }
}
