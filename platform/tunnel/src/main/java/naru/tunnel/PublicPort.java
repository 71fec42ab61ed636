package naru.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Where the public comes in: one virtual thread per connection, as many as the limit allows.
final class PublicPort implements AutoCloseable {
    private final RelayConfig config;
    private final RelayNames names;
    private final Registry registry;
    private final Acceptor acceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    PublicPort(RelayConfig config, RelayNames names, Registry registry) throws IOException {
        this.config = config;
        this.names = names;
        this.registry = registry;
        this.acceptor = new Acceptor("tunnel-public", config.http(), this::accepted);
    }

    InetSocketAddress address() {
        return acceptor.address();
    }

    private void accepted(Socket socket) {
        if (open.size() >= config.limits().connections()) {
            Sockets.close(socket);
            return;
        }
        open.add(socket);
        Thread.ofVirtual().name("tunnel-visit").start(() -> {
            try {
                new Visit(socket, config, names, registry).serve();
            } catch (IOException e) {
                System.getLogger("naru.tunnel").log(System.Logger.Level.DEBUG, "a public connection broke", e);
            } finally {
                open.remove(socket);
                Sockets.close(socket);
            }
        });
    }

    void stopAccepting() {
        acceptor.close();
    }

    @Override
    public void close() {
        stopAccepting();
        open.forEach(Sockets::close);
    }
}
