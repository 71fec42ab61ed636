package naru.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.container.Container;
import naru.container.ContainerOptions;
import naru.container.Containers;
import naru.network.NetworkOptions;
import naru.network.NetworkSpec;
import naru.network.Networks;
import naru.node.PodAccess;
import naru.node.pod.spec.ContainerPlan;
import naru.node.pod.spec.Doc;
import naru.store.MemoryDocuments;
import naru.store.kv.MemoryKeyValues;
import naru.volume.Volumes;
import tools.jackson.databind.node.ObjectNode;

/// A cluster of this machine for a test: objects in memory, the real engine, and an agent.
final class Ground implements AutoCloseable {
    static final String NODE = "n1";
    private static final WriteOptions AS = WriteOptions.by("test");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final Instance instance;
    final MemoryKeyValues store = new MemoryKeyValues();
    final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
    private final MemoryDocuments documents = new MemoryDocuments();
    private final BusyboxRoots roots;
    Networks networks;
    Containers containers;
    NodeAgent agent;

    Ground(Path folder) throws IOException {
        instance = new Instance(folder.resolve("data"), folder.resolve("run"));
        Files.createDirectories(instance.data());
        Files.createDirectories(instance.run());
        roots = new BusyboxRoots(Files.createDirectories(folder.resolve("roots")));
        for (String name : List.of("default", "kube-node-lease")) {
            String json = "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'" + name + "'}}";
            objects.create(Resources.NAMESPACES, "", read(json), AS);
        }
        openEngine();
        networks.create(new NetworkSpec(
                "pods",
                "bridge",
                false,
                false,
                true,
                false,
                "",
                java.util.Map.of(),
                List.of(),
                java.util.Map.of(naru.network.NetworkSpec.NAMES, "false"),
                java.util.Map.of()));
        openAgent();
    }

    void openEngine() {
        networks = new Networks(instance, documents, NetworkOptions.defaults().withPool("10.61.176.0/20", 24));
        Volumes volumes = new Volumes(instance, documents, _ -> {});
        containers = Containers.open(instance, documents, roots, networks, volumes, ContainerOptions.defaults());
        containers.restore();
    }

    void openAgent() {
        NodeOptions options = NodeOptions.of(NODE, "127.0.0.1", "", "pods", "10.63.0.10");
        agent = NodeAgent.start(
                instance, ClusterApi.of(objects), containers, networks, roots, null, options, Traffic.NONE);
    }

    /// Lets go of engine and agent, as a daemon that dies does.
    void closeEngine() {
        agent.close();
        containers.close();
        networks.close();
    }

    static ObjectNode read(String json) {
        return (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    ObjectNode create(Resource kind, String json) {
        return objects.create(kind, "default", read(json), AS);
    }

    /// Creates a pod of a name with containers and further fields of its spec, bound to the node.
    ObjectNode pod(String name, String containers, String more) {
        return create(
                Resources.PODS,
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'" + name + "','labels':{'app':'" + name
                        + "'}},'spec':{'nodeName':'" + NODE + "','terminationGracePeriodSeconds':2,'containers':["
                        + containers + "]" + (more.isEmpty() ? "" : "," + more) + "}}");
    }

    /// A container that runs a shell script.
    static String shell(String name, String script) {
        return shell(name, script, "");
    }

    static String shell(String name, String script, String more) {
        return "{'name':'" + name + "','image':'busybox','command':['sh','-c','" + script + "']"
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    ObjectNode get(String pod) {
        return objects.get(Resources.PODS, "default", pod);
    }

    /// Waits until a pod is as wanted.
    ObjectNode await(String pod, Predicate<ObjectNode> wanted) {
        return await(() -> get(pod), wanted);
    }

    /// Waits until an object is there and as wanted.
    ObjectNode awaitObject(Resource kind, String namespace, String name, Predicate<ObjectNode> wanted) {
        return await(
                () -> {
                    try {
                        return objects.get(kind, namespace, name);
                    } catch (Fault e) {
                        return Json.mapper().createObjectNode();
                    }
                },
                object -> !object.isEmpty() && wanted.test(object));
    }

    ObjectNode awaitReady(String pod) {
        return await(pod, Ground::isReady);
    }

    static boolean isReady(ObjectNode pod) {
        return condition(pod, "Ready").equals("True");
    }

    static String condition(ObjectNode pod, String type) {
        return Doc.each(pod, "status", "conditions").stream()
                .filter(one -> Doc.text(one, "type").equals(type))
                .map(one -> Doc.text(one, "status"))
                .findFirst()
                .orElse("");
    }

    static String phase(ObjectNode pod) {
        return Doc.text(pod, "status", "phase");
    }

    <T> T await(Supplier<T> look, Predicate<T> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        T seen = look.get();
        while (!wanted.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come to be: " + seen);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            seen = look.get();
        }
        return seen;
    }

    void delete(String pod) {
        objects.delete(Resources.PODS, "default", pod, DeleteOptions.DEFAULT);
    }

    void awaitGone(String pod) {
        await(() -> isHere(pod), here -> !here);
    }

    private boolean isHere(String pod) {
        try {
            get(pod);
            return true;
        } catch (Fault e) {
            return false;
        }
    }

    List<String> reasons(String pod) {
        return objects.list(Resources.EVENTS, "default", ListOptions.ALL).items().stream()
                .filter(event -> Doc.text(event, "involvedObject", "name").equals(pod))
                .map(event -> Doc.text(event, "reason"))
                .toList();
    }

    /// The engine's containers of pods.
    List<Container> podContainers() {
        return containers.list().stream()
                .filter(one -> one.spec().config().labels().containsKey(ContainerPlan.UID))
                .toList();
    }

    PodAccess access() {
        return agent.access(containers, networks);
    }

    static PodAccess.Target target(String pod, String container) {
        return new PodAccess.Target("default", pod, "", container);
    }

    /// What the container `main` has said so far; empty before it runs.
    String log(String pod, String container) {
        PodAccess.LogRequest all = new PodAccess.LogRequest(false, false, 0, "", -1, 0, false);
        try (InputStream log = access().log(target(pod, container), all)) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        } catch (Fault e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (ObjectNode pod :
                objects.list(Resources.PODS, "default", ListOptions.ALL).items()) {
            delete(Doc.text(pod, "metadata", "name"));
        }
        await(() -> objects.list(Resources.PODS, "default", ListOptions.ALL).items(), List::isEmpty);
        await(this::podContainers, List::isEmpty);
        await(() -> left(instance.data().resolve("pods")) + left(instance.run().resolve("pods")), left -> left == 0);
        agent.close();
        await(() -> left(instance.run().resolve("containers")), left -> left == 0);
        assertThat(left(instance.run().resolve("netns"))).isZero();
        containers.close();
        networks.remove("pods");
        networks.close();
        objects.close();
        store.close();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(instance.data().toString())
                .doesNotContain(instance.run().toString());
        assertThat(Files.readString(Path.of("/proc/net/dev"))).doesNotContain(instance.id());
    }

    private static int left(Path folder) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(folder)) {
            return (int) all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
