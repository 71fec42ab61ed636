package naru.app.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import naru.base.Fault;
import naru.cli.Settings;
import naru.cluster.join.ClusterDesk;
import naru.cluster.join.Membership;
import naru.cluster.join.NodeCare;
import naru.http.HttpServer;
import naru.network.Cidr;

/// The cluster on this machine, from [#open] to [#close].
public final class ClusterParts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ClusterDesk desk;

    private ClusterParts(Settings settings, String version, HttpServer http, ClusterNode.EngineSide engine)
            throws InterruptedException {
        Place place = Place.of(settings.cluster(), settings.address("kube"));
        ClusterServer server = new ClusterServer(settings, place, version, http);
        parts.push(server);
        this.desk = new ClusterDesk(
                settings.instance().data(),
                Optional.of(server.access().tokens()),
                Optional.of(new NodeCare(server.objects())));
        Membership own = server.own();
        Optional<String> inner = server.loopbackOnly() ? Optional.of(gateway(own.podCidr())) : Optional.empty();
        server.begin(inner);
        ClusterNode node = new ClusterNode(settings, server.objects(), place, own, engine);
        parts.push(node);
        server.reach()
                .here(node.begin(new PodTokens(server.access().accounts(), server.objects()), server.environment()));
        inner.ifPresent(address -> listenInside(server, address));
    }

    /// Starts a cluster of this machine alone. What started before a failure is closed again.
    ///
    /// @param http where the API listens
    /// @param engine restored
    public static ClusterParts open(Settings settings, String version, HttpServer http, ClusterNode.EngineSide engine) {
        try {
            return new ClusterParts(settings, version, http, engine);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the cluster's start was interrupted", e);
        }
    }

    /// Pods can do without: the daemon starts all the same.
    private static void listenInside(ClusterServer server, String address) {
        try {
            server.listenInside(address);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "pods do not reach the API: {0}", e.sentence());
        }
    }

    private static String gateway(String podCidr) {
        return Cidr.text(Cidr.parse(podCidr).base() + 1);
    }

    /// What the control API offers about the cluster.
    public ClusterDesk desk() {
        return desk;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Closing.quietly(parts.pop());
        }
    }
}
