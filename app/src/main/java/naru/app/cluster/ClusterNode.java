package naru.app.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import naru.base.Instance;
import naru.cli.Settings;
import naru.cluster.join.Membership;
import naru.container.Containers;
import naru.network.Networks;
import naru.node.PodAccess;
import naru.node.net.ClusterNetwork;
import naru.node.net.NodeNetwork;
import naru.node.pod.ClusterApi;
import naru.node.pod.NodeAgent;
import naru.node.pod.NodeOptions;
import naru.node.pod.runtime.ImageSource;
import naru.node.pod.volume.Tokens;
import org.jspecify.annotations.Nullable;

/// A node: the network of its pods, and the agent that runs them.
public final class ClusterNode implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final NodeNetwork network;
    private final ClusterApi api;
    private final Place place;
    private final Membership membership;
    private final EngineSide engine;
    private @Nullable NodeAgent agent;

    /// What of the engine a node works with.
    ///
    /// @param instance where it lives
    /// @param containers restored
    /// @param networks restored
    /// @param images of the engine
    public record EngineSide(Instance instance, Containers containers, Networks networks, ImageSource images) {}

    /// Begins the network: it waits for nothing.
    ClusterNode(Settings settings, ClusterApi api, Place place, Membership membership, EngineSide engine) {
        this.api = api;
        this.place = place;
        this.membership = membership;
        this.engine = engine;
        var common = membership.network();
        this.network = NodeNetwork.start(
                api.objects(),
                place.name(),
                settings.instance(),
                engine.networks(),
                ClusterNetwork.of(common.pods(), common.services())
                        .withVxlanPort(settings.cluster().vxlanPort()));
        parts.push(network);
    }

    /// Runs pods from now on.
    ///
    /// @param environment of their containers
    /// @param labels of the node
    PodAccess begin(Tokens tokens, Map<String, String> environment, Map<String, String> labels)
            throws InterruptedException {
        NodeOptions options = NodeOptions.of(
                        place.name(), place.address(), membership.podCidr(), NodeNetwork.NETWORK, network.nameServer())
                .withEnvironment(environment)
                .withLabels(labels);
        NodeAgent started = NodeAgent.start(
                engine.instance(),
                api,
                engine.containers(),
                engine.networks(),
                engine.images(),
                tokens,
                options,
                network::quiet);
        parts.push(started);
        agent = started;
        if (!network.awaitReady(PATIENCE)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the pod network is not ready: {0}",
                    network.status().message());
        }
        return started.access(engine.containers(), engine.networks());
    }

    /// Ends the pods on this machine until its next start.
    void halt() {
        NodeAgent running = agent;
        if (running != null) {
            running.halt();
        }
    }

    /// Ends the pods on this machine, and takes the network of pods away.
    void leave() {
        halt();
        network.leave();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Closing.quietly(parts.pop());
        }
    }
}
