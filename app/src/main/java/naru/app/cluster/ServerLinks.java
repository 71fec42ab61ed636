package naru.app.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import naru.cluster.client.Server;
import naru.cluster.informer.Informer;
import naru.cluster.join.LiveMembership;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.view.Meta;
import naru.cluster.view.Serving;
import naru.kube.link.LinkAgent;
import naru.node.PodAccess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Keeps links from a node to all servers but the one on its own machine, as servers come and go.
final class ServerLinks implements AutoCloseable {
    private final LiveMembership membership;
    private final PodAccess pods;
    private final Consumer<List<String>> told;
    private final Informer nodes;
    private final Map<String, String> serving = new TreeMap<>();
    private final Map<String, Link> links = new HashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /// A link to one server.
    private record Link(Server server, LinkAgent agent) implements AutoCloseable {
        @Override
        public void close() {
            agent.close();
            server.close();
        }
    }

    /// Links from now on.
    ///
    /// @param pods of this machine
    /// @param told where the other servers are, as `HOST:PORT`, whenever that has changed
    ServerLinks(Objects objects, LiveMembership membership, PodAccess pods, Consumer<List<String>> told) {
        this.membership = membership;
        this.pods = pods;
        this.told = told;
        this.nodes = new Informer(objects, Resources.NODES, "");
        nodes.handle(this::changed);
        this.thread = Thread.ofVirtual().name("server-links").start(this::run);
        nodes.start();
    }

    private void changed(@Nullable ObjectNode before, @Nullable ObjectNode now) {
        String name = Meta.name(now == null ? java.util.Objects.requireNonNull(before) : now);
        String address = now == null ? "" : Serving.address(now).orElse("");
        synchronized (serving) {
            String known = address.isEmpty() || name.equals(membership.now().node())
                    ? serving.remove(name)
                    : serving.put(name, address);
            if (!address.equals(known == null ? "" : known)) {
                news.release();
            }
        }
    }

    private void run() {
        try {
            while (!closed) {
                news.acquire();
                news.drainPermits();
                follow(present());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        links.values().forEach(Link::close);
    }

    private List<String> present() {
        synchronized (serving) {
            return List.copyOf(serving.values());
        }
    }

    private void follow(List<String> addresses) {
        links.entrySet().removeIf(link -> {
            boolean gone = !addresses.contains(link.getKey());
            if (gone) {
                link.getValue().close();
            }
            return gone;
        });
        addresses.forEach(address -> links.computeIfAbsent(address, this::link));
        told.accept(addresses);
    }

    private Link link(String address) {
        Server server = Server.at(List.of(address), membership.tls());
        return new Link(server, new LinkAgent(server, pods));
    }

    @Override
    public void close() {
        closed = true;
        nodes.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
