package naru.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.image.RegistryLogin;
import naru.node.pod.runtime.ImageSource;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.store.kv.MemoryKeyValues;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A pod's life over an engine that only pretends.
@Timeout(30)
class LifeTest {
    private static final WriteOptions AS = WriteOptions.by("test");

    @TempDir
    Path folder;

    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
    private final FakeRuntime runtime = new FakeRuntime();
    private CompletableFuture<@Nullable Void> quiet = CompletableFuture.completedFuture(null);
    private NodeAgent agent;

    @BeforeEach
    void open() {
        for (String name : new String[] {"default", "kube-node-lease"}) {
            objects.create(
                    Resources.NAMESPACES,
                    "",
                    read("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'" + name + "'}}"),
                    AS);
        }
        agent = start();
    }

    private NodeAgent start() {
        ImageSource images = new ImageSource() {
            @Override
            public Optional<Local> find(String reference) {
                return Optional.of(new Local("sha256:1", "sha256:1", "", true));
            }

            @Override
            public void pull(String reference, Optional<RegistryLogin> login) {}
        };
        Instance instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        return NodeAgent.start(
                instance,
                ClusterApi.of(objects),
                runtime,
                images,
                null,
                NodeOptions.of("n1", "10.0.0.1", "", "pods", ""),
                _ -> quiet);
    }

    @AfterEach
    void close() {
        agent.close();
        objects.close();
        store.close();
    }

    private static ObjectNode read(String json) {
        return (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void pod(String spec) {
        String text = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'nodeName':'n1'," + spec + "}}";
        objects.create(Resources.PODS, "default", read(text), AS);
    }

    private ObjectNode get() {
        return objects.get(Resources.PODS, "default", "p");
    }

    private JsonNode status(String container) {
        return new Pod(get()).statusOf(container);
    }

    private static void await(Supplier<Boolean> wanted) {
        while (!wanted.get()) {
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    private void awaitPod(Predicate<ObjectNode> wanted) {
        await(() -> wanted.test(get()));
    }

    @Test
    void aFirstCrashIsStartedAgainAtOnceAndASecondIsHeldBack() {
        pod("'containers':[{'name':'main','image':'x'}]");
        await(() -> runtime.isAlive("main"));
        runtime.end("main", 1, Duration.ofSeconds(1));
        await(() -> Doc.number(status("main"), 0, "restartCount") == 1 && runtime.isAlive("main"));
        runtime.end("main", 1, Duration.ofSeconds(1));
        awaitPod(_ -> Doc.text(status("main"), "state", "waiting", "reason").equals("CrashLoopBackOff"));
        assertThat(Doc.text(status("main"), "state", "waiting", "message")).contains("back-off 10s");
        assertThat(Doc.number(status("main"), 0, "lastState", "terminated", "exitCode"))
                .isEqualTo(1);
        agent.close();
        agent = start(); // which knows how often it failed
        awaitPod(_ -> Doc.text(status("main"), "state", "waiting", "reason").equals("CrashLoopBackOff"));
    }

    @Test
    void whatRanForLongIsStartedAgainAtOnce() {
        pod("'containers':[{'name':'main','image':'x'}]");
        for (int restart = 1; restart < 4; restart++) {
            await(() -> runtime.isAlive("main"));
            runtime.end("main", 0, Duration.ofMinutes(11));
            int wanted = restart;
            await(() -> Doc.number(status("main"), 0, "restartCount") == wanted);
        }
    }

    @Test
    void anInitContainerThatFailsForGoodFailsThePod() {
        pod("'restartPolicy':'Never','initContainers':[{'name':'init','image':'x'}],"
                + "'containers':[{'name':'main','image':'x'}]");
        await(() -> runtime.isAlive("init"));
        assertThat(runtime.isAlive("main")).isFalse();
        assertThat(Doc.text(status("main"), "state", "waiting", "reason")).isIn("PodInitializing", "");
        runtime.end("init", 2, Duration.ofSeconds(1));
        awaitPod(one -> Doc.text(one, "status", "phase").equals("Failed"));
        assertThat(runtime.isAlive("main")).isFalse();
    }

    @Test
    void readinessChangesTheStatusBothWays() {
        runtime.probeCode = 1;
        pod("'containers':[{'name':'main','image':'x','readinessProbe':{'exec':{'command':['x']},'periodSeconds':1,"
                + "'failureThreshold':1}}]");
        await(() -> runtime.isAlive("main"));
        runtime.probeCode = 0;
        awaitPod(_ -> Doc.flag(status("main"), "ready"));
        runtime.probeCode = 1;
        awaitPod(_ -> !Doc.flag(status("main"), "ready"));
        assertThat(Doc.number(status("main"), -1, "restartCount")).isZero();
    }

    @Test
    void aDeletedPodEndsAndIsGone() {
        pod("'containers':[{'name':'main','image':'x'}]");
        await(() -> runtime.isAlive("main"));
        awaitPod(one -> Doc.text(one, "status", "phase").equals("Running"));
        objects.delete(Resources.PODS, "default", "p", DeleteOptions.DEFAULT);
        await(() -> {
            try {
                get();
                return false;
            } catch (Fault e) {
                return true;
            }
        });
        assertThat(runtime.runs()).isEmpty();
    }

    @Test
    void aPodIsNotEndedWhileServicesLeadToIt() {
        quiet = new CompletableFuture<>();
        CompletableFuture<Boolean> wasQuiet = new CompletableFuture<>();
        runtime.onStop = () -> wasQuiet.complete(quiet.isDone());
        pod("'terminationGracePeriodSeconds':20,'containers':[{'name':'main','image':'x'}]");
        awaitPod(one -> Doc.text(one, "status", "phase").equals("Running"));
        objects.delete(Resources.PODS, "default", "p", DeleteOptions.DEFAULT);
        await(() -> quiet.getNumberOfDependents() > 0);
        quiet.complete(null);
        assertThat(wasQuiet.join()).isTrue();
    }

    @Test
    void aNodeThatWasDeletedRegistersItselfAgain() {
        await(() -> lease().isPresent() && node().map(one -> ready(one, "True")).orElse(false));
        String before = Doc.text(node().orElseThrow(), "metadata", "uid");
        objects.delete(Resources.NODES, "", "n1", DeleteOptions.DEFAULT);
        objects.delete(Resources.LEASES, "kube-node-lease", "n1", DeleteOptions.DEFAULT); // as its owner has gone
        await(() -> node().map(one -> ready(one, "True")).orElse(false));
        ObjectNode again = node().orElseThrow();
        assertThat(Doc.text(again, "metadata", "uid")).isNotEqualTo(before);
        await(() -> lease().map(one ->
                        Doc.text(one.path("metadata").path("ownerReferences").path(0), "uid"))
                .equals(Optional.of(Doc.text(again, "metadata", "uid"))));
    }

    @Test
    void aNodeWhosePodsAreEndedSaysSoItself() {
        pod("'containers':[{'name':'main','image':'x'}]");
        awaitPod(_ -> Doc.flag(status("main"), "ready"));
        agent.halt();
        assertThat(node())
                .hasValueSatisfying(one -> assertThat(ready(one, "False")).isTrue());
        assertThat(runtime.isAlive("main")).isFalse();
    }

    private Optional<ObjectNode> node() {
        return found(Resources.NODES, "", "n1");
    }

    private Optional<ObjectNode> lease() {
        return found(Resources.LEASES, "kube-node-lease", "n1");
    }

    private Optional<ObjectNode> found(Resource kind, String namespace, String name) {
        try {
            return Optional.of(objects.get(kind, namespace, name));
        } catch (Fault e) {
            return Optional.empty();
        }
    }

    private static boolean ready(ObjectNode node, String wanted) {
        return Doc.each(node, "status", "conditions").stream()
                .anyMatch(one -> Doc.text(one, "type").equals("Ready")
                        && Doc.text(one, "status").equals(wanted));
    }

    @Test
    void anotherImageIsAnotherRun() {
        pod("'containers':[{'name':'main','image':'x'}]");
        awaitPod(_ -> Doc.flag(status("main"), "ready"));
        await(() -> {
            try {
                ObjectNode fresh = get();
                ((ObjectNode) fresh.path("spec").path("containers").path(0)).put("image", "y");
                objects.update(Resources.PODS, "default", "p", "", fresh, AS);
                return true;
            } catch (Fault e) {
                return false; // its status was written meanwhile
            }
        });
        await(() -> runtime.latest("main").image().equals("y"));
    }
}
