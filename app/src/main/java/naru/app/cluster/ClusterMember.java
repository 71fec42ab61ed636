package naru.app.cluster;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.cli.Settings;
import naru.cluster.client.HttpObjects;
import naru.cluster.client.Server;
import naru.cluster.informer.Timing;
import naru.cluster.join.ClusterDesk;
import naru.cluster.join.ClusterSettings;
import naru.cluster.join.Joiner;
import naru.cluster.join.LiveMembership;
import naru.cluster.join.Membership;
import naru.cluster.join.NodeCare;
import naru.cluster.join.Renewals;
import naru.node.PodAccess;
import naru.node.pod.ClusterApi;

/// A machine that has joined: it runs pods, and is linked to every server.
final class ClusterMember implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ClusterNode node;
    private final ClusterDesk desk;

    /// Leaving, as people ask for it.
    private record Departure(Server server, ClusterNode node) implements ClusterDesk.Departure {
        @Override
        public void tell() {
            Joiner.leave(server);
        }

        @Override
        public void clear() {
            node.leave();
        }
    }

    /// Begins; the servers may be away, then it begins to run pods when they are back.
    ClusterMember(Settings settings, ClusterSettings joined, ClusterNode.EngineSide engine)
            throws InterruptedException {
        var data = settings.instance().data();
        Membership membership = Membership.read(data)
                .orElseThrow(() -> Fault.conflict("this machine has joined a cluster, but " + data
                        + "/node does not say as whom: 'naru node leave' and join again"));
        LiveMembership live = new LiveMembership(membership);
        Server server = Server.at(joined.servers(), live.tls());
        parts.push(server);
        Server beats = Server.hasty(joined.servers(), live.tls());
        parts.push(beats);
        HttpObjects objects = new HttpObjects(server);
        Place place = Place.toward(
                settings.cluster(),
                membership.node(),
                Server.address(joined.servers().getFirst()));
        this.node =
                new ClusterNode(settings, new ClusterApi(objects, new HttpObjects(beats)), place, membership, engine);
        parts.push(node);
        PodAccess pods =
                node.begin(new ServedTokens(server), ClusterServer.environment(membership.network()), Map.of());
        parts.push(new ServerLinks(objects, live, pods, others -> remember(data, List.of(server, beats), others)));
        renew(data, live, server);
        this.desk = new ClusterDesk(
                data, Optional.empty(), Optional.of(new NodeCare(objects)), Optional.of(new Departure(server, node)));
    }

    private void renew(Path data, LiveMembership live, Server server) {
        Timing timing = Timing.system();
        parts.push(timing);
        parts.push(new Renewals(
                timing, List.of(() -> live.renew(Instant.now(), present -> new Joiner(data).renew(present, server)))));
    }

    /// It finds the others when the server by which it has joined is gone, also after a restart.
    private static void remember(Path data, List<Server> servers, List<String> found) {
        ClusterSettings now = ClusterSettings.read(data).orElseThrow();
        List<String> all = Stream.concat(now.servers().stream(), found.stream())
                .map(Server::address)
                .map(address -> address.getHostString() + ":" + address.getPort())
                .distinct()
                .toList();
        servers.forEach(one -> one.reachAt(all));
        if (!all.equals(now.servers())) {
            new ClusterSettings(now.role(), all, now.node(), now.datastore()).write(data);
        }
    }

    ClusterDesk desk() {
        return desk;
    }

    ClusterNode node() {
        return node;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Closing.quietly(parts.pop());
        }
    }
}
