package naru.node.net;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import naru.base.Instance;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Informers;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.network.Networks;
import naru.node.service.ServiceCatalog;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A node's part of the cluster's network: pods of this node, the ways to those of others, the
/// addresses and names of services. It follows Nodes, Services and EndpointSlices. Safe for use by
/// many threads.
///
/// One platform thread, of the network namespace in which this was started, does everything in the
/// kernel. When it ends, rules and routes stay as they are while pods run, and go when there are none.
public final class NodeNetwork implements AutoCloseable {
    /// The name of the engine network that pods are part of.
    public static final String NETWORK = PodBridge.NETWORK;

    private final ClusterNetwork cluster;
    private final Informers informers;
    private final Signals signals = new Signals();
    private final Map<String, NodeFacts> nodes = new ConcurrentHashMap<>();
    private final ServiceCatalog catalog = new ServiceCatalog(signals::service);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private NetworkStatus status = NetworkStatus.notReady("Starting", "the pod network is being set up");
    private volatile boolean leaving;
    private @Nullable Thread owner;

    private NodeNetwork(Objects objects, ClusterNetwork cluster) {
        this.cluster = cluster;
        this.informers = new Informers(objects);
    }

    /// Starts to follow the cluster. It answers at once; [#awaitReady] tells when pods can be started.
    ///
    /// @param node this node's name
    /// @param networks the engine's, restored
    public static NodeNetwork start(
            Objects objects, String node, Instance instance, Networks networks, ClusterNetwork cluster) {
        NodeNetwork network = new NodeNetwork(objects, cluster);
        Informer all = network.informers.of(Resources.NODES);
        Informer services = network.informers.of(Resources.SERVICES);
        Informer slices = network.informers.of(Resources.ENDPOINT_SLICES);
        all.handle(network::node);
        services.handle(network.catalog::service);
        slices.handle(network.catalog::slice);
        NodeKernel kernel = NodeKernel.open(
                node, KernelNames.of(instance.id()), cluster, networks, network.catalog, network.signals);
        network.owner = Thread.ofPlatform()
                .name("node-network")
                .start(() -> network.run(kernel, () -> all.synced() && services.synced() && slices.synced()));
        network.informers.start();
        return network;
    }

    /// How it is.
    public NetworkStatus status() {
        lock.lock();
        try {
            return status;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until pods can be started; answers whether that was in time.
    public boolean awaitReady(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!status.ready() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return status.ready();
        } finally {
            lock.unlock();
        }
    }

    /// The cluster's name server, for pods' resolver configuration.
    public String nameServer() {
        return cluster.dns();
    }

    /// The cluster's domain, for pods' search paths.
    public String domain() {
        return cluster.domain();
    }

    /// Completes when the rules of this node lead no new connections to an address.
    public CompletableFuture<@Nullable Void> quiet(String address) {
        return catalog.quiet(address);
    }

    /// Looks at everything again now, and not only after the next change or a few seconds.
    public void check() {
        signals.nodes();
    }

    /// Ends, and takes everything away although pods may run: the node is no part of the cluster any
    /// more.
    public void leave() {
        leaving = true;
        close();
    }

    /// Ends. Rules, routes and bridge stay while a pod is on this node. Of no effect the second time.
    @Override
    public void close() {
        informers.close();
        signals.close();
        Thread running = owner;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void node(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        Optional<NodeFacts> facts = Optional.ofNullable(now).flatMap(NodeFacts::of);
        ObjectNode either = now == null ? before : now;
        if (either == null) {
            return;
        }
        String name = either.path("metadata").path("name").asString("");
        NodeFacts old = facts.isPresent() ? nodes.put(name, facts.get()) : nodes.remove(name);
        if (!facts.equals(Optional.ofNullable(old))) {
            signals.nodes();
        }
    }

    private void run(NodeKernel kernel, BooleanSupplier complete) {
        try (kernel) {
            ServiceCatalog.Heard heard = catalog.heard();
            Signals.Work work = signals.take(false);
            while (!work.closed()) {
                tell(kernel.look(work, nodes, complete.getAsBoolean()));
                if (kernel.isSettled()) {
                    catalog.applied(heard);
                }
                boolean timely = signals.await(complete.getAsBoolean() ? NodeKernel.RECHECK : NodeKernel.STARTING);
                heard = catalog.heard(); // before the signals are taken: each change gives its own first
                work = signals.take(timely);
            }
            kernel.end(leaving);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(NetworkStatus now) {
        lock.lock();
        try {
            status = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
