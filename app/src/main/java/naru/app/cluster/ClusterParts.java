package naru.app.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import naru.base.Ahead;
import naru.base.Fault;
import naru.cli.Settings;
import naru.cluster.join.ClusterDesk;
import naru.cluster.join.ClusterSettings;
import naru.cluster.join.LiveMembership;
import naru.cluster.join.Membership;
import naru.cluster.join.NodeCare;
import naru.http.HttpServer;
import naru.network.Cidr;
import naru.node.PodAccess;
import naru.node.pod.ClusterApi;
import naru.pipeline.deploy.Cluster;
import org.jspecify.annotations.Nullable;

/// The cluster on this machine, from [#open] to [#close]: a server and its node, or a node that has joined.
public final class ClusterParts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Settings settings;
    private final boolean serves;
    private final Optional<Ahead<ClusterServer>> server;
    private ClusterDesk desk;
    private Cluster jobs = Cluster.NONE;
    private @Nullable ClusterNode node;

    private ClusterParts(Settings settings, String version, HttpServer http) {
        this.settings = settings;
        this.serves = role(settings) == ClusterSettings.Role.SERVER;
        this.desk = outside(settings);
        this.server = serves
                ? Optional.of(Ahead.begin("cluster", () -> ClusterServer.open(settings, version, http)))
                : Optional.empty();
        server.ifPresent(parts::push);
    }

    /// Begins with what needs no engine: the state of a server.
    ///
    /// @param http where the API listens
    public static ClusterParts begin(Settings settings, String version, HttpServer http) {
        return new ClusterParts(settings, version, http);
    }

    /// Starts what this machine is in a cluster; by itself it is a cluster of one. After a failure it is to be closed.
    ///
    /// @param engine restored
    public void open(ClusterNode.EngineSide engine) {
        try {
            if (server.isPresent()) {
                serve(server.get().get(), engine);
            } else {
                join(engine);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("the cluster's start was interrupted", e);
        }
    }

    /// What the control API offers where the cluster is off.
    public static ClusterDesk outside(Settings settings) {
        return new ClusterDesk(settings.instance().data(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ClusterSettings.Role role(Settings settings) {
        return ClusterSettings.read(settings.instance().data())
                .map(ClusterSettings::role)
                .orElse(ClusterSettings.Role.SERVER);
    }

    private void serve(ClusterServer server, ClusterNode.EngineSide engine) throws InterruptedException {
        desk = new ClusterDesk(
                settings.instance().data(),
                Optional.of(server.access().tokens()),
                Optional.of(new NodeCare(server.objects())),
                Optional.empty());
        Membership own = server.own();
        LiveMembership live = new LiveMembership(own);
        Optional<String> inner = server.loopbackOnly() ? Optional.of(gateway(own.podCidr())) : Optional.empty();
        server.begin(inner);
        ClusterNode pods = new ClusterNode(settings, ClusterApi.of(server.objects()), server.place(), own, engine);
        parts.push(pods);
        node = pods;
        PodAccess here = pods.begin(
                new PodTokens(server.access().accounts(), server.objects()),
                ClusterServer.environment(own.network()),
                server.labels());
        server.reach().here(here);
        if (server.isOneOfSeveral()) {
            parts.push(new ServerLinks(server.objects(), live, here, _ -> {}));
        }
        server.renew(live);
        inner.ifPresent(address -> listenInside(server, address));
        jobs = server.jobs();
    }

    private void join(ClusterNode.EngineSide engine) throws InterruptedException {
        ClusterSettings joined =
                ClusterSettings.read(settings.instance().data()).orElseThrow();
        ClusterMember member = new ClusterMember(settings, joined, engine);
        parts.push(member);
        desk = member.desk();
        node = member.node();
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

    /// Whether this machine serves the API.
    public boolean serves() {
        return serves;
    }

    /// What jobs may do in the cluster.
    public Cluster jobs() {
        return jobs;
    }

    /// Ends the pods on this machine, until its next start.
    public void halt() {
        ClusterNode running = node;
        if (running != null) {
            running.halt();
        }
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
