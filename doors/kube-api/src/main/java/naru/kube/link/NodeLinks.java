package naru.kube.link;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import naru.base.Ids;
import naru.cluster.auth.Caller;
import naru.http.Duplex;
import naru.http.Exchange;
import naru.kube.Nodes;
import naru.node.PodAccess;

/// The server's side: the links of nodes, and calls over them. Safe for use by many threads.
public final class NodeLinks implements Nodes {
    /// Where nodes link to.
    static final String PATH = "/naru/v1/link";

    /// What they ask to speak.
    static final String PROTOCOL = "naru-link";

    private static final int PATIENCE_SECONDS = 10;

    private final Map<String, Duplex> links = new ConcurrentHashMap<>();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    /// A call that waits for its connection.
    private record Waiting(String node, CompletableFuture<Duplex> connection) {}

    /// Keeps a node's link until it ends.
    ///
    /// @throws Fault FORBIDDEN if the caller is no node
    public void link(Exchange exchange, Caller caller) throws IOException {
        String node = node(caller);
        try (Duplex link = exchange.hijack("application/octet-stream")) {
            Duplex former = links.put(node, link);
            if (former != null) {
                former.close();
            }
            link.in().transferTo(java.io.OutputStream.nullOutputStream()); // ends when the node goes
            links.remove(node, link);
        }
    }

    /// Takes the connection that a node dialled for a call.
    ///
    /// @throws Fault FORBIDDEN if the caller is no node, NOT_FOUND if nobody waits for it
    public void connection(Exchange exchange, Caller caller, String call) throws IOException {
        Waiting found = waiting.remove(call);
        if (found == null || !found.node().equals(node(caller))) {
            throw Fault.notFound("no call " + call + " waits for this node");
        }
        found.connection().complete(exchange.hijack("application/octet-stream"));
    }

    private static String node(Caller caller) {
        if (!caller.in(Caller.NODES) || !caller.name().startsWith(Caller.NODE_PREFIX)) {
            throw Fault.forbidden("only nodes link to servers");
        }
        return caller.name().substring(Caller.NODE_PREFIX.length());
    }

    @Override
    public PodAccess of(String node) {
        if (!links.containsKey(node)) {
            throw Fault.unavailable("node " + node + " is not linked to this server: it is away, or starting", null);
        }
        return new LinkedPods(() -> dial(node));
    }

    /// A connection to a node for one call.
    private Duplex dial(String node) {
        Duplex link = links.get(node);
        if (link == null) {
            throw Fault.unavailable("node " + node + " is away", null);
        }
        String call = Ids.random();
        CompletableFuture<Duplex> connection = new CompletableFuture<>();
        waiting.put(call, new Waiting(node, connection));
        try {
            Line.write(link.out(), Map.of("call", call));
            return connection.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw Fault.unavailable("node " + node + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted", e);
        } finally {
            waiting.remove(call);
        }
    }
}
