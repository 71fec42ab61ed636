package naru.cluster.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import naru.base.Fault;
import naru.cluster.controller.endpoint.ApiService;
import naru.cluster.controller.lifecycle.Hearing;
import naru.cluster.controller.lifecycle.NodeLifecycle;
import naru.cluster.controller.lifecycle.TaintEviction;
import naru.cluster.informer.Informers;
import naru.cluster.informer.Timing;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.cluster.view.Documents;
import naru.store.kv.MemoryKeyValues;
import tools.jackson.databind.node.ObjectNode;

/// A cluster for a test: the real object store in memory, all controllers, nodes that are played.
final class TestCluster implements AutoCloseable {
    static final WriteOptions USER = WriteOptions.by("test");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
    private final Timing timing;
    private final Timing agents = Timing.system();
    private final Informers informers = new Informers(objects);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FakeNodes nodes;
    private Controllers controllers;

    TestCluster(Timing timing) throws InterruptedException {
        this.timing = timing;
        for (String name : List.of("default", "kube-system", "kube-node-lease")) {
            objects.create(
                    Resources.NAMESPACES,
                    "",
                    Documents.json("{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': '" + name + "'}}"),
                    USER);
        }
        Resources.all().forEach(kind -> informers.of(kind).handle((_, _) -> wake()));
        informers.start();
        assertThat(informers.awaitSynced(PATIENCE)).isTrue();
        nodes = new FakeNodes(objects, agents);
        controllers = begin();
    }

    private Controllers begin() throws InterruptedException {
        return Controllers.start(objects, options(), timing);
    }

    private static Controllers.Options options() {
        return new Controllers.Options(
                "least-loaded",
                1,
                "PEM",
                Optional.of(new ApiService.Address(List.of("192.0.2.1"), 6443, "10.63.0.1")),
                NodeLifecycle.Settings.DEFAULT,
                TaintEviction.Settings.DEFAULT);
    }

    /// Ends the controllers and starts others, as after a crash.
    void restart() throws InterruptedException {
        controllers.close();
        controllers = begin();
    }

    /// Ends the controllers; another server, which has heard the nodes all the time, starts others after a while.
    void handOver(Runnable meanwhile) throws InterruptedException {
        Hearing other = new Hearing(informers, timing, NodeLifecycle.Settings.DEFAULT);
        other.start();
        meanwhile.run();
        controllers.close();
        controllers = Controllers.start(objects, options(), timing, other);
    }

    Controllers controllers() {
        return controllers;
    }

    Objects objects() {
        return objects;
    }

    FakeNodes nodes() {
        return nodes;
    }

    ObjectNode create(Resource kind, String json) {
        return objects.create(kind, kind.namespaced() ? "default" : "", Documents.json(json), USER);
    }

    ObjectNode get(Resource kind, String name) {
        return objects.get(kind, kind.namespaced() ? "default" : "", name);
    }

    Optional<ObjectNode> find(Resource kind, String name) {
        try {
            return Optional.of(get(kind, name));
        } catch (Fault e) {
            assertThat(e.kind()).isEqualTo(Fault.Kind.NOT_FOUND);
            return Optional.empty();
        }
    }

    List<ObjectNode> labelled(Resource kind, String selector) {
        return objects.list(kind, "default", ListOptions.labelled(selector)).items();
    }

    /// Waits until something holds; it is asked after every change of the cluster.
    void until(String what, BooleanSupplier holds) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            while (!holds.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                assertThat(left).as("in time: " + what).isPositive();
                boolean _ = changed.await(Math.min(left, 200_000_000), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        controllers.close();
        nodes.close();
        informers.close();
        timing.close();
        agents.close();
        objects.close();
        store.close();
    }
}
